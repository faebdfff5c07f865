using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// Rewards divided by the running deviation of the discounted return, and clipped to ±10: G ← γ·G + r, r' = r / √(Var G + 1e-8). The
/// statistics are those of this one simulator, and part of its snapshot.
/// </summary>
/// <remarks>
/// For simulators that are stepped one by one. A training has the same with <c>return-scaling=rewards</c>, where all its simulators share
/// their statistics, so that a reward means the same in each: prefer that.
/// </remarks>
public sealed class ReturnNormalization : EnvironmentWrapper
{
    private readonly ReturnNormalizer _normalizer;

    /// <summary>Normalises returns.</summary>
    /// <param name="inner">What is stepped.</param>
    /// <param name="discount">γ, 0 … 1; that of the training.</param>
    /// <exception cref="ArgumentException">γ is out of its range.</exception>
    public ReturnNormalization(IEnvironment inner, double discount)
        : base(inner)
    {
        if (!(discount is >= 0 and <= 1))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The discount of returns lies between 0 and 1; found {discount}."));
        _normalizer = new ReturnNormalizer(count: 1, discount);
    }

    /// <inheritdoc/>
    protected override int OwnSnapshotSize => _normalizer.StateSize;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _normalizer.DropUnfinished();
        return Inner.Reset(ref random);
    }

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Transition transition = Inner.Step(action, ref random);
        float reward = (float)transition.Reward;
        bool terminated = transition.Terminated, truncated = transition.Truncated;
        _normalizer.Apply(new Span<float>(ref reward), new ReadOnlySpan<bool>(in terminated), new ReadOnlySpan<bool>(in truncated));
        return new Transition(transition.Observation, reward, terminated, truncated);
    }

    /// <inheritdoc/>
    public override void SetState(ReadOnlySpan<double> state)
    {
        base.SetState(state);
        _normalizer.DropUnfinished();
    }

    /// <inheritdoc/>
    protected override void SaveOwn(Span<double> snapshot) => _normalizer.SaveState(snapshot);

    /// <inheritdoc/>
    protected override void LoadOwn(ReadOnlySpan<double> snapshot) => _normalizer.LoadState(snapshot);
}
