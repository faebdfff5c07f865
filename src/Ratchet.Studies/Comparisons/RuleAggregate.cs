using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Comparisons;

/// <summary>A rule over all <see cref="Comparison.AggregatedTasks"/>, in normalised scores.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Runs">How many runs were taken together.</param>
/// <param name="InterquartileMean">Mean of the middle half of all runs.</param>
/// <param name="Median">Median over tasks of the mean over seeds.</param>
/// <param name="Mean">Mean over tasks of the mean over seeds.</param>
/// <param name="OptimalityGap">Mean of what is missing to 1; less is better.</param>
/// <param name="Profile">Run-score distribution.</param>
/// <param name="SampleEfficiency">The interquartile mean on <see cref="Comparison.Grid"/>.</param>
public sealed record RuleAggregate(
    string Rule, int Runs, Estimate InterquartileMean, Estimate Median, Estimate Mean, Estimate OptimalityGap, PerformanceProfile Profile, CurveBand SampleEfficiency);
