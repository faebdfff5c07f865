using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>Rewards times a constant c &gt; 0, which changes no optimum: r' = c·r.</summary>
public sealed class RewardScaling : EnvironmentWrapper
{
    private readonly double _factor;

    /// <summary>Scales rewards.</summary>
    /// <param name="inner">What is stepped.</param>
    /// <param name="factor">c, positive and finite.</param>
    /// <exception cref="ArgumentException">c is not positive and finite.</exception>
    public RewardScaling(IEnvironment inner, double factor)
        : base(inner)
    {
        if (!(factor > 0) || !double.IsFinite(factor))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Rewards are scaled by a positive, finite number; found {factor}."));
        _factor = factor;
    }

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Transition transition = Inner.Step(action, ref random);
        return new Transition(transition.Observation, _factor * transition.Reward, transition.Terminated, transition.Truncated);
    }
}
