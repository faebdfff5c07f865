namespace Ratchet.Studies.Statistics;

/// <summary>A curve over runs, on a grid of steps.</summary>
/// <param name="Center">The estimate at each point of the grid; NaN where not every run has a measurement yet.</param>
/// <param name="Low">Lower ends of pointwise 95 % intervals; null when there were too few seeds.</param>
/// <param name="High">Upper ends.</param>
public sealed record CurveBand(IReadOnlyList<double> Center, IReadOnlyList<double>? Low, IReadOnlyList<double>? High);
