using System.Globalization;
using System.Text.Json;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Training;

namespace Ratchet.Studies.Definitions;

/// <summary>Reads the field <c>sweep</c> of a study.</summary>
internal static class SweepReader
{
    private const string SettingsRight = "an object of settings, such as { \"learning-rate\": { \"from\": 1e-4, \"to\": 1e-2, \"scale\": \"log\" }, \"epochs\": [4, 10] }";
    private const string RangeRight = "a list of values, or a range { \"from\", \"to\", \"scale\" }";
    private const string SeedRight = "a seed of the draws, such as 1";
    private const int MostPoints = 1000, MostFactor = 100;

    /// <summary>More trials than this are no search that anyone waits for.</summary>
    private const int MostTrials = 10_000;

    public static StudySweep Read(JsonField sweep, long until)
    {
        sweep.RequireObject("rule", "settings", "search", "trials", "seed", "halving", "selection");
        StudyRule rule = StudyReader.ReadRule(sweep.Required("rule", "the rule that is tuned"));
        SweptSetting[] settings = [.. sweep.Required("settings", SettingsRight).Properties(SettingsRight).Select(property => ReadSetting(property.Name, property.Field))];
        if (settings.Length == 0)
            throw sweep.Required("settings", SettingsRight).Wrong(SettingsRight);
        bool isRandom = sweep.Required("search", "grid or random").Word(("grid", false), ("random", true));
        if (settings.FirstOrDefault(setting => rule.Settings.ContainsKey(setting.Key)) is { } fixedToo)
            throw sweep.Required("rule", "a rule").Wrong(new StudyException($"it sets {fixedToo.Key}, which is searched; one of the two may set it."));
        return new StudySweep
        {
            Rule = rule,
            Settings = settings,
            Trials = isRandom ? ReadTrials(sweep) : RequireGrid(sweep, settings),
            Seed = (ulong)(sweep.Optional("seed")?.Whole(0, long.MaxValue, SeedRight) ?? 1),
            Halving = sweep.Optional("halving") is { } halving ? ReadHalving(halving, until) : null,
            Selection = sweep.Optional("selection") is { } selection ? ReadSelection(selection) : null,
        };
    }

    private static int ReadTrials(JsonField sweep)
    {
        string right = $"how many settings are drawn, at most {MostTrials}";
        return (int)sweep.Required("trials", right).Whole(1, MostTrials, right);
    }

    private static int? RequireGrid(JsonField sweep, SweptSetting[] settings)
    {
        if (sweep.Optional("trials") is { } trials)
            throw trials.Wrong("left out: a grid has as many trials as points");
        double points = settings.Aggregate(1.0, (count, setting) => count * (setting.Values?.Count ?? setting.Range!.Count));
        return points <= MostTrials ? null : throw new StudyException(string.Create(CultureInfo.InvariantCulture, $"the grid of the sweep has {points} trials; it may have {MostTrials}."));
    }

    private static SweptSetting ReadSetting(string key, JsonField field)
    {
        if (field.Value.ValueKind == JsonValueKind.Array)
        {
            string[] values = [.. field.Elements(RangeRight).Select(value => StudyReader.ReadSetting(key, value))];
            return values.Length > 0 && values.ToHashSet(StringComparer.Ordinal).Count == values.Length ? new SweptSetting(key, values, null) : throw field.Wrong("a list of different values");
        }

        if (field.Value.ValueKind != JsonValueKind.Object)
            throw field.Wrong(RangeRight);
        return new SweptSetting(key, null, ReadRange(key, field));
    }

    private static SweptRange ReadRange(string key, JsonField field)
    {
        field.RequireObject("from", "to", "scale", "count");
        Setting setting = StudyReader.FindSetting(key, field);
        if (setting.Kind != SettingKind.Number)
            throw field.Wrong($"a list of values, since {key} is no number");
        JsonField from = field.Required("from", "the least number"), to = field.Required("to", "the greatest number");
        // The ends must be legal in themselves; a range between them then is.
        StudyReader.ReadSetting(key, from);
        StudyReader.ReadSetting(key, to);
        SweptScale scale = field.Optional("scale")?.Word(("linear", SweptScale.Linear), ("log", SweptScale.Log), ("log-complement", SweptScale.LogComplement)) ?? SweptScale.Linear;
        if (to.Number() <= from.Number())
            throw to.Wrong(string.Create(CultureInfo.InvariantCulture, $"greater than from, {from.Number()}"));
        if (scale == SweptScale.Log && from.Number() <= 0)
            throw from.Wrong("greater than 0 on a logarithmic scale");
        if (scale == SweptScale.LogComplement && to.Number() >= 1)
            throw to.Wrong("less than 1 on the scale of 1 - x");
        string countRight = $"how many points a grid has, 2 to {MostPoints}";
        return new SweptRange(
            from.Number(), to.Number(), scale, IsWhole(setting), (int)(field.Optional("count")?.Whole(2, MostPoints, countRight) ?? 5));
    }

    /// <summary>Whether a setting takes whole numbers only: then it takes none between two of them.</summary>
    private static bool IsWhole(Setting setting)
    {
        return !Takes("0.5") && !Takes("1.5") && !Takes("2.5");

        bool Takes(string text)
        {
            try
            {
                setting.Apply(StudyReader.AnyRun, text);
                return true;
            }
            catch (OptionException)
            {
                return false;
            }
        }
    }

    private static SuccessiveHalving ReadHalving(JsonField halving, long until)
    {
        halving.RequireObject("factor", "start");
        string factorRight = $"a whole number from 2 to {MostFactor}", startRight = $"the environment steps of the first rung, less than the {until} of the last";
        return new SuccessiveHalving(
            (int)halving.Required("factor", factorRight).Whole(2, MostFactor, factorRight), halving.Required("start", startRight).Whole(1, until - 1, startRight));
    }

    private static SweepSelection ReadSelection(JsonField selection)
    {
        selection.RequireObject("best", "seeds");
        string bestRight = $"how many trials are trained again, at most {MostTrials}";
        return new SweepSelection((int)selection.Required("best", bestRight).Whole(1, MostTrials, bestRight), StudyReader.ReadSeeds(selection.Required("seeds", StudyReader.SeedsRight)));
    }
}
