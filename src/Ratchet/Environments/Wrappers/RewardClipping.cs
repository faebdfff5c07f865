using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>Rewards cut to [low, high]. It changes what is optimal wherever a reward is cut; DQN's [−1, 1] is the usual case.</summary>
public sealed class RewardClipping : EnvironmentWrapper
{
    private readonly double _low;
    private readonly double _high;

    /// <summary>Clips rewards.</summary>
    /// <param name="inner">What is stepped.</param>
    /// <param name="low">Lowest reward.</param>
    /// <param name="high">Highest reward, above <paramref name="low"/>.</param>
    /// <exception cref="ArgumentException">The bounds are not in order.</exception>
    public RewardClipping(IEnvironment inner, double low, double high)
        : base(inner)
    {
        if (!(low < high))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Rewards are clipped to low < high; found low {low} and high {high}."));
        (_low, _high) = (low, high);
    }

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Transition transition = Inner.Step(action, ref random);
        return new Transition(transition.Observation, Math.Clamp(transition.Reward, _low, _high), transition.Terminated, transition.Truncated);
    }
}
