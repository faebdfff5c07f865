using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Training;

namespace Ratchet.Studies.Definitions;

/// <summary>The trials of a search: the points of a grid in order, or draws from a stream of their own.</summary>
internal static class SweepTrials
{
    /// <summary>Digits of a number that is drawn: nobody tunes to more, and tables stay readable.</summary>
    private const string Digits = "E2";

    /// <summary>The trials as rules, named <c>trial-001</c> and so on. The same sweep always has the same ones; a longer random search begins with those of a shorter one.</summary>
    public static IReadOnlyList<StudyRule> Of(StudySweep sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        List<IReadOnlyList<string>> points = sweep.Trials is { } count ? Draw(sweep, count) : Grid(sweep.Settings);
        int digits = Math.Max(3, points.Count.ToString(CultureInfo.InvariantCulture).Length);
        return
        [
            .. points.Select((values, i) => sweep.Rule with
            {
                Name = $"trial-{(i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0')}",
                Settings = sweep.Rule.Settings.Concat(sweep.Settings.Select((setting, j) => KeyValuePair.Create(setting.Key, values[j]))).ToDictionary(StringComparer.Ordinal),
            }),
        ];
    }

    private static List<IReadOnlyList<string>> Grid(IReadOnlyList<SweptSetting> settings)
    {
        List<IReadOnlyList<string>> points = [[]];
        foreach (SweptSetting setting in settings)
            points = [.. points.SelectMany(point => ValuesOf(setting).Select(value => (IReadOnlyList<string>)[.. point, value]))];
        return points;
    }

    private static IEnumerable<string> ValuesOf(SweptSetting setting) => setting.Values
        ?? Enumerable.Range(0, setting.Range!.Count).Select(i => TextOf(setting, (double)i / (setting.Range.Count - 1))).Distinct(StringComparer.Ordinal);

    private static List<IReadOnlyList<string>> Draw(StudySweep sweep, int count)
    {
        var stream = new RandomStream(sweep.Seed, StreamPurpose.User);
        var points = new List<IReadOnlyList<string>>(count);
        for (int i = 0; i < count; i++)
        {
            string[] values = new string[sweep.Settings.Count];
            for (int j = 0; j < values.Length; j++)
                values[j] = sweep.Settings[j] is { Values: { } list } ? list[stream.NextBelow(list.Count)] : TextOf(sweep.Settings[j], stream.NextDouble());
            points.Add(values);
        }

        return points;
    }

    /// <summary>The number at a share of a range, in the words in which the setting is read back.</summary>
    private static string TextOf(SweptSetting swept, double share)
    {
        SweptRange range = swept.Range!;
        double value = range.Scale switch
        {
            SweptScale.Log => Between(Real.Log(range.From), Real.Log(range.To), share, Real.Exp),
            SweptScale.LogComplement => 1 - Rounded(Between(Real.Log(1 - range.From), Real.Log(1 - range.To), share, Real.Exp)),
            _ => range.From + (share * (range.To - range.From)),
        };
        value = range.IsWhole ? Math.Round(value) : range.Scale == SweptScale.LogComplement ? Math.Round(value, 12) : Rounded(value);
        value = value < range.From ? range.From : value > range.To ? range.To : value;
        Setting setting = Settings.Find(swept.Key);
        return setting.Read(setting.Apply(StudyReader.AnyRun, value.ToString("R", CultureInfo.InvariantCulture)));
    }

    private static double Between(double low, double high, double share, Func<double, double> map) => map(low + (share * (high - low)));

    private static double Rounded(double value) => double.Parse(value.ToString(Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
