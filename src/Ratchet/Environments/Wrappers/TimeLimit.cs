using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// Cuts an episode off (truncated) after so many steps. A task's own limit belongs into <see cref="EnvironmentDefinition.TimeLimit"/>; this is
/// for a simulator that is stepped by hand.
/// </summary>
public sealed class TimeLimit : EnvironmentWrapper
{
    private readonly int _steps;
    private int _elapsed;

    /// <summary>Limits episodes.</summary>
    /// <param name="inner">What is stepped.</param>
    /// <param name="steps">The last step of an episode, at least 1.</param>
    /// <exception cref="ArgumentException">The limit is below 1.</exception>
    public TimeLimit(IEnvironment inner, int steps)
        : base(inner)
    {
        if (steps < 1)
            throw new ArgumentException($"A time limit is at least 1 step; found {steps}.");
        _steps = steps;
    }

    /// <inheritdoc/>
    protected override int OwnSnapshotSize => 1;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _elapsed = 0;
        return Inner.Reset(ref random);
    }

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Transition transition = Inner.Step(action, ref random);
        bool truncated = transition.Truncated | ++_elapsed >= _steps;
        return new Transition(transition.Observation, transition.Reward, transition.Terminated, truncated);
    }

    /// <inheritdoc/>
    public override void SetState(ReadOnlySpan<double> state)
    {
        base.SetState(state);
        _elapsed = 0;
    }

    /// <inheritdoc/>
    protected override void SaveOwn(Span<double> snapshot) => snapshot[0] = _elapsed;

    /// <inheritdoc/>
    protected override void LoadOwn(ReadOnlySpan<double> snapshot) => _elapsed = (int)SnapshotCounter.Read(snapshot[0], int.MaxValue);
}
