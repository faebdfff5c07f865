using System.Globalization;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;

namespace Ratchet.Environments.Checking;

/// <summary>Whether GetState and SetState are inverse to each other, and SetState leaves nothing of where the simulator was.</summary>
internal static class StateCheck
{
    private const string Topic = "state";
    private const uint Elsewhere = 5;
    private const int StepsBefore = 5;
    private const int StepsAfter = 10;

    public static IEnumerable<Finding> Run(Workbench bench)
    {
        Rehearsal player = bench.First, fresh = bench.New(), used = bench.Second;
        int size = player.Environment.StateFields.Sum(field => field.Size);
        if (size == 0)
            return [];
        (double[] state, double[] again) = (new double[size], new double[size]);
        player.Play(0, StepsBefore);
        used.Play(Elsewhere, 2 * StepsBefore);
        try
        {
            player.Environment.GetState(state);
            fresh.Begin(0);
            fresh.Environment.SetState(state);
            fresh.Environment.GetState(again);
            used.Begin(0);
            used.Environment.SetState(state);
        }
        catch (Exception exception)
        {
            return [Finding.Error(Topic, $"GetState or SetState {Finding.Reason(exception)}: both take as many numbers as the StateFields have, {size}, and work on a new simulator too.")];
        }

        int entry = Array.FindIndex(again, value => !double.IsFinite(value));
        if (entry < 0)
            entry = Enumerable.Range(0, size).FirstOrDefault(i => state[i] != again[i], -1);
        if (entry >= 0)
            return [Finding.Error(Topic, $"State entry {entry} is {again[entry]} after SetState was given {state[entry]}: GetState must write the same numbers, in the order of the StateFields, that SetState reads.")];
        // The state is the physical one, of what is wrapped; what a wrapper remembers beside it stays as it was.
        return player.Environment is EnvironmentWrapper || player.Ended || Part(fresh, used) is not { } difference
            ? []
            : [Finding.Warning(Topic, $"Two simulators that SetState put into the same state go different ways: {difference}; SetState must set everything, also what the state does not name (to its value after a reset).")];
    }

    private static string? Part(Rehearsal fresh, Rehearsal used)
    {
        used.TakeMask();
        fresh.TakeMask();
        if (!used.Mask.SequenceEqual(fresh.Mask))
            return "their action masks differ";
        for (int step = 1; step <= StepsAfter && !fresh.Ended; step++)
        {
            double[] action = [.. fresh.DrawAction()];
            fresh.Step(action);
            used.Step(action);
            if (!used.Observation.AsSpan().SequenceEqual(fresh.Observation))
                return string.Create(CultureInfo.InvariantCulture, $"their observations differ at step {step}");
            if (used.Reward != fresh.Reward || used.Ended != fresh.Ended || !used.Mask.SequenceEqual(fresh.Mask))
                return string.Create(CultureInfo.InvariantCulture, $"their rewards, ends or masks differ at step {step}");
        }

        return null;
    }
}
