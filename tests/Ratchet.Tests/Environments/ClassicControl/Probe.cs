using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments.ClassicControl;

/// <summary>One step of an environment from a state of one's choice.</summary>
internal static class Probe
{
    public readonly record struct Result(double[] Observation, double Reward, bool Terminated, bool Truncated, double[] State);

    public static Result Step(IEnvironment environment, double[] state, double action)
    {
        environment.SetState(state);
        return Step(environment, action);
    }

    public static Result Step(IEnvironment environment, double action)
    {
        var random = new RandomStream(1, StreamPurpose.User);
        Transition transition = environment.Step([action], ref random);
        return new Result(transition.Observation.ToArray(), transition.Reward, transition.Terminated, transition.Truncated, State(environment));
    }

    public static double[] State(IEnvironment environment)
    {
        double[] state = new double[environment.StateFields[0].Size];
        environment.GetState(state);
        return state;
    }

    /// <summary>
    /// 200 steps of varied actions. Each is compared with the reading edition from the same state, so that the chaos of the dynamics does
    /// not amplify a last bit over the steps.
    /// </summary>
    public static void FollowFor200Steps(
        IEnvironment environment, Func<int, double> action, Func<double[], double, double[]> next, double tolerance = 1e-12)
    {
        var random = new RandomStream(7, StreamPurpose.Environment);
        environment.Reset(ref random);
        for (int step = 0; step < 200; step++)
        {
            double[] expected = next(State(environment), action(step));
            Near(expected, Step(environment, action(step)).State, tolerance);
        }
    }

    public static void Near(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"entry {i}: expected {expected[i]:R}, found {actual[i]:R}");
    }

    public static double[] FirstObservation(IEnvironment environment, uint index)
    {
        var random = new RandomStream(3, StreamPurpose.Environment, index);
        return environment.Reset(ref random).ToArray();
    }
}
