using Ratchet.Studies.Plotting;
using Ratchet.Studies.Records;
using Ratchet.Updates.Rules;

namespace Ratchet.Studies.Figures;

/// <summary>A number that every update logs, and how it is drawn.</summary>
/// <param name="Name">Its name in <c>metrics.jsonl</c>.</param>
/// <param name="Axis">Its axis.</param>
public sealed record MetricOfUpdates(string Name, Axis Axis)
{
    /// <summary>Points of a curve: a hundredth of the steps each.</summary>
    internal const int Points = 100;

    /// <summary>Whether a point is the greatest number of its updates instead of their mean: for a bound that none may break.</summary>
    public bool IsGreatest { get; init; }

    /// <summary>
    /// Whether a run that has only zeros does not have it, as β of a rule without a penalty; a rule that bounds the greatest KL has it all the same, for no fixup step at all
    /// is a result.
    /// </summary>
    public bool IsZeroNothing { get; init; }

    /// <summary>Lines at values of it.</summary>
    public IReadOnlyList<ReferenceLine> Across { get; init; } = [];

    /// <summary>Whether a run of a group has it.</summary>
    internal bool IsIn(RunGroup group) => group.Runs.Any(IsIn);

    private bool IsIn(RunRecord run)
    {
        bool isZeroEnough = !IsZeroNothing || run.Options.Training.Parts.Neighbourhood == NeighbourhoodKind.MaxKl;
        foreach (double value in run.Iterations[Name])
            if (double.IsFinite(value) && (value != 0 || isZeroEnough))
                return true;
        return false;
    }

    /// <summary>
    /// A run's numbers on k/100 of the steps, each of the updates that ended in the hundredth before. Where none did (an update is longer), the number of the next one
    /// stands; after the run's last one there is none.
    /// </summary>
    internal double[] OnGrid(RunRecord run, double steps)
    {
        ReadOnlySpan<double> at = run.Iterations[MetricNames.Steps], values = run.Iterations[Name];
        double[] sums = new double[Points], greatest = new double[Points];
        int[] counts = new int[Points];
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                continue;
            int point = Math.Clamp((int)Math.Ceiling((at[i] / steps * Points) - 1e-9) - 1, 0, Points - 1);
            greatest[point] = counts[point] == 0 || values[i] > greatest[point] ? values[i] : greatest[point];
            sums[point] += values[i];
            counts[point]++;
        }

        double[] curve = new double[Points];
        double next = double.NaN;
        for (int point = Points - 1; point >= 0; point--)
            curve[point] = next = counts[point] == 0 ? next : IsGreatest ? greatest[point] : sums[point] / counts[point];
        return curve;
    }
}
