// A simulator of your own, from the first check to the policy at work. The simulator is House.cs: copy it and put your plant, robot or game there.
//
//   dotnet run -c Release --project examples/Thermostat               trains for some seconds in runs/thermostat, compares, draws a day
//   dotnet run -c Release --project examples/Thermostat -- check      looks for mistakes in the simulator, as 'ratchet check-environment' does
//   dotnet run -c Release --project examples/Thermostat -- random     what random actions get
using System.Globalization;
using Ratchet.Environments.Checking;
using Ratchet.Environments.RandomPlay;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Thermostat;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["check"])
{
    CheckReport report = EnvironmentCheck.Run(House.Definition);
    Console.WriteLine(report);
    return report.HasErrors ? 1 : 0;
}

if (args is ["random"])
{
    RandomPolicyStatistics statistics = RandomPolicyStatistics.Measure(House.Definition, episodes: 1000);
    Console.WriteLine($"random heating costs {-statistics.Return.Mean:0.0} ± {statistics.Return.StandardError:0.0} € a day");
    return 0;
}

// Train, in a folder: kill it and start again, and it goes on; once finished, the policy is just read.
const string folder = "runs/thermostat";
RunOptions options = Presets.For(House.Definition.Name, Rules.Default);
options = options with { Training = options.Training with { Steps = 400_000 } };
using (var run = new TrainingRun(folder, options, House.Definition, Environment.ProcessorCount))
    run.Execute(new Progress(), CancellationToken.None);
ActorCritic policy = RunFolder.ReadPolicy(folder, House.Definition);

// Compare, on a hundred days that no training has seen.
Console.WriteLine("\n€ a day          heat  discomfort  together");
foreach ((string name, Func<Controller> create) in new (string, Func<Controller>)[]
    { ("random", Controllers.AtRandom), ("on-off", Controllers.OnOff), ("PI", Controllers.ProportionalIntegral), ("learnt", () => Controllers.Learnt(policy)) })
{
    Moment[] moments = [.. Enumerable.Range(1, 100).SelectMany(day => Controllers.Live(create(), (uint)day))];
    double heat = moments.Sum(moment => moment.Heat) / 100, discomfort = moments.Sum(moment => moment.Discomfort) / 100;
    Console.WriteLine($"{name,-14}{heat,7:0.00}{discomfort,12:0.00}{heat + discomfort,10:0.00}");
}

Console.WriteLine();
DayPlot.Print(Console.Out, ("on-off", [.. Controllers.Live(Controllers.OnOff(), day: 7)]), ("learnt", [.. Controllers.Live(Controllers.Learnt(policy), day: 7)]));
return 0;

/// <summary>A line now and then.</summary>
sealed class Progress : IRunObserver
{
    public void OnStart(RunProgress progress) => Console.WriteLine($"training {progress.TotalSteps:#,0} steps in {progress.Path}");

    public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
    {
        if (progress.Metrics.Iteration % 20 == 0)
            Console.WriteLine($"  {progress.Metrics.Steps,9:#,0} steps: {-progress.Metrics.MeanReturn:0.0} € a day");
    }

    public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
    {
    }

    public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line) => Console.WriteLine($"done in {progress.Seconds:0.0} s");
}
