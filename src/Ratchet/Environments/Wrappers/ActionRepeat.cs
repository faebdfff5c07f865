using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// Each action is done k times: the reward is the sum, the observation the last one. It stops early where the episode ends, and where the
/// action mask no longer allows the action.
/// </summary>
/// <remarks>The policy decides k times less often, so that a time limit outside, and γ, count decisions.</remarks>
public sealed class ActionRepeat : EnvironmentWrapper
{
    internal const int MostTimes = 1000;

    private readonly int _times;

    /// <summary>Repeats every action.</summary>
    /// <param name="inner">What is stepped.</param>
    /// <param name="times">k, 1 … 1000.</param>
    /// <exception cref="ArgumentException">k is out of its range.</exception>
    public ActionRepeat(IEnvironment inner, int times)
        : base(inner)
    {
        if (times is < 1 or > MostTimes)
            throw new ArgumentException($"An action is repeated 1 to {MostTimes} times; found {times}.");
        _times = times;
    }

    /// <summary>k.</summary>
    public override int InnerSteps => _times;

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double reward = 0;
        for (int done = 1; ; done++)
        {
            Transition transition = Inner.Step(action, ref random);
            reward += transition.Reward;
            if (done == _times || transition.Terminated || transition.Truncated || !IsValid(action))
                return new Transition(transition.Observation, reward, transition.Terminated, transition.Truncated);
        }
    }
}
