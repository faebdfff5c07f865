using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Records;

namespace Ratchet.Studies.Tests.Figures;

/// <summary>Every kind of figure once, of formulas: what <c>docs/figures.md</c> shows, and what the tests of the layout go over.</summary>
public sealed class ExampleFigures : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ratchet-figures-{Guid.NewGuid():N}");

    public ExampleFigures()
    {
        string run = Path.Combine(_folder, "run");
        ExampleData.WriteRun(run);
        RunRecord record = RunRecord.Read(run);
        Comparison whole = ExampleData.Comparison(10, "fixpo", "ppo", "trpo"), few = ExampleData.Comparison(3, "fixpo", "ppo");
        Comparison many = ExampleData.Comparison(5, [.. Enumerable.Range(1, 9).Select(i => $"learning-rate={i}e-4")]);
        IReadOnlyList<RunGroup> groups = ExampleData.Groups(Path.Combine(_folder, "groups"), 5, ("C_β = 3", 1), ("C_β = 1", 1.6));
        All =
        [
            ("learning-curves", ComparisonFigures.LearningCurves(whole)),
            ("scores", ComparisonFigures.Scores(whole)),
            ("aggregates", ComparisonFigures.Aggregates(whole)!),
            ("performance-profiles", ComparisonFigures.PerformanceProfiles(whole)!),
            ("sample-efficiency", ComparisonFigures.SampleEfficiency(whole)!),
            ("probability-of-improvement", ComparisonFigures.ProbabilitiesOfImprovement(whole)!),
            ("probability-of-improvement-many", ComparisonFigures.ProbabilitiesOfImprovement(many)!),
            ("learning-curves-few-seeds", ComparisonFigures.LearningCurves(few)),
            ("run", RunFigures.Page(record)),
            ("run-kl-and-beta", RunFigures.KlAndBeta(record)),
            ("kl-and-beta", MetricFigures.KlAndBeta(groups, 0.5)),
            ("fixup-steps", MetricFigures.FixupSteps(groups)),
            ("entropy", MetricFigures.Entropy(groups)),
            ("action-deviation", MetricFigures.ActionDeviation(groups)),
            ("sensitivity", Sensitivity.Of("learning-rate", ExampleData.Trials(24), "final return", usual: 3e-4)),
            ("heat-map", HeatMap()),
        ];
    }

    public IReadOnlyList<(string Name, Figure Figure)> All { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The derivative in r of PPO's drift, ReLU([r − clip(r, 1 ± 0.2)] A): A beyond 1.2 for A > 0 and below 0.8 for A < 0, else 0.
    private static Figure HeatMap()
    {
        double[] ratios = [.. Enumerable.Range(0, 41).Select(i => 0.5 + (i * 0.025))], advantages = [.. Enumerable.Range(0, 33).Select(i => -2 + (i * 0.125))];
        return new Figure
        {
            Title = "Derivative of PPO's drift",
            Description = "Zero but for ratios beyond 1.2 with positive advantages, and below 0.8 with negative ones.",
            Panels =
            [
                new HeatMapPanel
                {
                    X = new("ratio r"),
                    Y = new("advantage A"),
                    Columns = ratios,
                    Rows = advantages,
                    Values = [.. advantages.SelectMany(a => ratios.Select(r => (a > 0 && r > 1.2 + 1e-9) || (a < 0 && r < 0.8 - 1e-9) ? a : 0))],
                    Colours = new("∂f/∂r"),
                    Map = ColourMap.Diverging,
                },
            ],
        };
    }
}
