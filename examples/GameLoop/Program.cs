// A game that learns while it runs: a loop of 60 frames a second, of which the training gets a few milliseconds. No thread, process or server beside the
// game is needed; the training's own threads work only while Step does.
//
//   dotnet run -c Release --project examples/GameLoop                 20 seconds, 4 ms a frame
//   dotnet run -c Release --project examples/GameLoop -- 60 2         60 seconds, 2 ms a frame
using System.Diagnostics;
using System.Globalization;
using GameLoop;
using Ratchet.Environments;
using Ratchet.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 20;
double budget = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 4;

const double FrameMilliseconds = 1000.0 / 60;
EnvironmentDefinition definition = EnvironmentRegistry.BuiltIn.Find("cartpole");

// The training has simulators of its own; the one on the screen belongs to the game. One thread: a game has other uses for its cores.
using var trainer = Trainer.Create(definition, threads: 1, configure: options => options with { Steps = 200_000 });
var screen = new OnScreen(definition, seed: 7);
var times = new FrameTimes((int)(seconds * 60), budget);

Console.WriteLine($"{seconds} s at 60 frames a second, at most {budget} ms of each for the training");
long next = Stopwatch.GetTimestamp();
for (int frame = 0; frame < times.Frames; frame++)
{
    long begin = Stopwatch.GetTimestamp();

    // The game: the agent on the screen acts with the policy as it is at this moment, even in the middle of an update.
    screen.Update(trainer.Policy);

    // The training: some slices of it, never a bit other than in one piece. Metrics are fresh when an iteration is complete.
    TrainingStep step = trainer.Step(budget);

    times.Add(frame, Stopwatch.GetElapsedTime(begin).TotalMilliseconds, step);
    if (frame % 120 == 119)
        Console.WriteLine($"{(frame + 1) / 60,4} s: {trainer.Metrics.Steps,7:#,0} steps learnt from; the pole on the screen has stood for {screen.Length} steps, {screen.LastLength} the time before");

    // The rest of the frame is the game's and the screen's: here there is nothing to draw, so it waits.
    next += (long)(FrameMilliseconds * Stopwatch.Frequency / 1000);
    WaitUntil(next);
}

times.Print(Console.Out);

// Sleeping is only good to a millisecond or two: the last bit is waited for awake, as games do.
static void WaitUntil(long moment)
{
    while (true)
    {
        double left = (moment - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency;
        if (left <= 0)
            return;
        if (left > 2)
            Thread.Sleep(1);
        else
            Thread.SpinWait(50);
    }
}
