using System.Globalization;

namespace Ratchet.Training.Runs;

/// <summary>
/// The checkpoints of a run that are kept for ever (<see cref="RunOptions.KeepCheckpoints"/>): <c>checkpoint-000250000.safetensors</c>, the number being the environment
/// steps that the run had done. They are ordinary checkpoints, a function of the run alone as those are, so that a resume that passes the same steps again writes the
/// same bytes.
/// </summary>
internal static class KeptCheckpoints
{
    private const string Start = "checkpoint-";
    private const string End = ".safetensors";
    private const string Digits = "000000000";

    /// <summary>The file's name.</summary>
    public static string NameOf(long steps) => $"{Start}{steps.ToString(Digits, CultureInfo.InvariantCulture)}{End}";

    /// <summary>The steps of a file; null when it is none of these.</summary>
    public static long? StepsOf(string name) =>
        name.StartsWith(Start, StringComparison.OrdinalIgnoreCase) && name.EndsWith(End, StringComparison.OrdinalIgnoreCase)
        && name.Length >= Start.Length + Digits.Length + End.Length
        && long.TryParse(name.AsSpan(Start.Length, name.Length - Start.Length - End.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long steps)
        && string.Equals(name, NameOf(steps), StringComparison.OrdinalIgnoreCase)
            ? steps
            : null;

    /// <summary>The steps of those in a folder, the first one first.</summary>
    public static IReadOnlyList<long> In(string folder) =>
        [.. Directory.EnumerateFiles(folder, $"{Start}*{End}").Select(file => StepsOf(Path.GetFileName(file))).OfType<long>().Order()];
}
