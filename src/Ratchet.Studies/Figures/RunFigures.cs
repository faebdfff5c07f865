using Ratchet.Numerics;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Records;
using Ratchet.Training;
using Ratchet.Updates.Rules;

namespace Ratchet.Studies.Figures;

/// <summary>The figures of one run.</summary>
public static class RunFigures
{
    private const string MeanKl = "train/approx_kl";

    /// <summary>Return, trust region, β and fixup steps, entropy and deviation over steps, and where the time went. A number that the run does not have leaves no panel.</summary>
    public static Figure Page(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        TrainingOptions training = run.Options.Training;
        LinePanel?[] panels =
        [
            Returns(run),
            Kl(run),
            IsMoving(run, MetricNames.Beta) ? Single(run, MetricNames.Beta, "Multiplier of the KL penalty", "β") : null,
            IsMoving(run, MetricNames.FixupSteps) ? Single(run, MetricNames.FixupSteps, "Fixup steps", "steps in an update") : null,
            Single(run, MetricNames.Entropy, "Entropy", "nats"),
            Single(run, MetricNames.Deviation, "Deviation of actions", "mean σ"),
        ];
        return new Figure
        {
            Title = $"{training.Rule} on {training.Environment}, seed {training.Seed}",
            Description = "Return, greatest KL of an update, and what shapes the policy, over environment steps; and how the time divides.",
            Panels = [.. panels.Where(panel => panel?.Lines.Count > 0).OfType<Panel>(), .. Timing(run) is { } timing ? [timing] : Array.Empty<Panel>()],
            Columns = 2,
            SharedLegend = false,
            PlotHeight = 120,
        };
    }

    /// <summary>Greatest and mean KL of each update against the bound, and β that keeps them there (FixPO paper, Figure 2).</summary>
    public static Figure KlAndBeta(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        TrainingOptions training = run.Options.Training;
        return new Figure
        {
            Title = $"KL and β: {training.Rule} on {training.Environment}, seed {training.Seed}",
            Description = "Greatest and mean KL of each update against the bound, and the multiplier β of the KL penalty, over environment steps.",
            Panels = [Kl(run), Single(run, MetricNames.Beta, "Multiplier of the KL penalty", "β")],
            Columns = 2,
            SharedLegend = false,
        };
    }

    /// <summary>Where the time of a run went: seconds in the environments, in the rest of collecting, in learning, and in everything else.</summary>
    public static StackPanel? Timing(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        MetricColumns lines = run.Iterations;
        double environment = lines.Sum(MetricNames.EnvironmentSeconds), inference = lines.Sum(MetricNames.InferenceSeconds), update = lines.Sum(MetricNames.UpdateSeconds);
        double measured = environment + inference + update;
        if (!(measured > 0) || !double.IsFinite(measured))
            return null;
        return new StackPanel
        {
            Title = "Time",
            Values = new("seconds"),
            Parts = ["environment", "inference", "update"],
            Rows = [new("", [environment, inference, update])],
        };
    }

    private static LinePanel Returns(RunRecord run)
    {
        List<LineSeries> lines = [];
        AddTo(lines, run.Iterations, MetricNames.Return, "training", 0);
        AddTo(lines, run.Evaluations, MetricNames.SampledReturn, "evaluation, sampled", 1);
        AddTo(lines, run.Evaluations, MetricNames.DeterministicReturn, "evaluation, most probable", 2);
        return Panel(run, "Return", new("return of an episode"), lines);
    }

    private static LinePanel Kl(RunRecord run)
    {
        List<LineSeries> lines = [];
        AddTo(lines, run.Iterations, MetricNames.MaxKl, "greatest", 0);
        AddTo(lines, run.Iterations, MeanKl, "mean", 3);
        (string symbol, Schedule? bound) = BoundOf(run.Options.Training);
        var axis = new Axis("KL (nats)", AxisScale.Log);
        if (bound is { IsConstant: true })
            return Panel(run, "KL of an update", axis, lines) with { Across = [new(bound.Greatest, $"{symbol} = {bound}")] };
        if (bound is not null)
            lines.Add(ScheduleLine(run, bound, symbol));
        return Panel(run, "KL of an update", axis, lines);
    }

    private static LinePanel Single(RunRecord run, string metric, string title, string label)
    {
        List<LineSeries> lines = [];
        AddTo(lines, run.Iterations, metric, label, 0);
        return Panel(run, title, new(label), lines);
    }

    private static LinePanel Panel(RunRecord run, string title, Axis axis, List<LineSeries> lines) => new() { Title = title, X = Axes.StepsUpTo(run.Steps), Y = axis, Lines = lines };

    private static void AddTo(List<LineSeries> lines, MetricColumns columns, string metric, string label, int style)
    {
        if (columns.Has(metric))
            lines.Add(new(label, style, columns[MetricNames.Steps].ToArray(), columns[metric].ToArray()));
    }

    /// <summary>The bound on the greatest KL (ε) or on the mean one (δ), where the rule has one for all states.</summary>
    private static (string Symbol, Schedule? Bound) BoundOf(TrainingOptions training) => training.Parts.Neighbourhood switch
    {
        NeighbourhoodKind.MaxKl when training.Region.TaskEpsilonKl.Count == 0 => ("ε", training.Region.EpsilonKl),
        NeighbourhoodKind.MeanKl => ("δ", training.Region.MeanKl),
        _ => ("", null),
    };

    private static LineSeries ScheduleLine(RunRecord run, Schedule bound, string symbol)
    {
        var clock = new RunClock();
        double[] steps = run.Iterations[MetricNames.Steps].ToArray();
        return new(symbol, 4, steps, Array.ConvertAll(steps, step =>
        {
            clock.Set((long)step, run.Options.Training.Steps);
            return bound.At(clock);
        })) { IsDashed = true };
    }

    private static bool IsMoving(RunRecord run, string metric)
    {
        foreach (double value in run.Iterations[metric])
            if (double.IsFinite(value) && value != 0)
                return true;
        return false;
    }
}
