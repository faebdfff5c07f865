using Ratchet.Studies.Statistics;

namespace Ratchet.Studies.Comparisons;

/// <summary>Two rules on the tasks that both have.</summary>
/// <param name="First">X.</param>
/// <param name="Second">Y; the baseline, where there is one.</param>
/// <param name="Tasks">How many tasks both have.</param>
/// <param name="Improvement">P(X > Y): mean over tasks of the probability that a run of X has a greater score than one of Y, ties half.</param>
/// <param name="Pairs">How many pairs of runs have the same task and the same seed.</param>
/// <param name="P">Two-sided p-value of the sign-flip test on the differences of these pairs; null without pairs.</param>
/// <param name="AdjustedP">The same after Holm's correction over all pairs of rules of the comparison.</param>
public sealed record RulePair(string First, string Second, int Tasks, Estimate Improvement, int Pairs, double? P, double? AdjustedP);
