using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Sweeps;

/// <summary>A rung of a search: what is trained until when.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Steps">Environment steps at which its trials are compared.</param>
/// <param name="Trials">Names of its trials, in the order of the study.</param>
/// <param name="IsLast">Whether the search ends with it.</param>
public sealed record SweepRung(int Number, long Steps, IReadOnlyList<string> Trials, bool IsLast)
{
    /// <summary>The steps of all rungs of a study with a sweep.</summary>
    public static IReadOnlyList<long> StepsOf(StudyDefinition study)
    {
        ArgumentNullException.ThrowIfNull(study);
        List<long> steps = [];
        if (study.Sweep?.Halving is { } halving)
            for (long rung = halving.Start; rung < study.Until && rung > 0; rung = rung > long.MaxValue / halving.Factor ? long.MaxValue : rung * halving.Factor)
                steps.Add(rung);
        return [.. steps, study.Until];
    }

    /// <summary>How many of some trials go on to the next rung: ⌈n / η⌉.</summary>
    public static int Kept(int trials, int factor) => (trials + factor - 1) / factor;
}
