using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// With probability p the simulator executes its last executed action again in place of the chosen one, so that no memorised sequence of
/// actions succeeds. The first action, of an episode or after a state was set, is executed as chosen, and so is one whose predecessor the action mask no longer allows.
/// </summary>
/// <remarks>Machado et al. 2018, "Revisiting the Arcade Learning Environment": p = 0.25. One number is drawn at every step, sticky or not.</remarks>
public sealed class StickyActions : EnvironmentWrapper
{
    private readonly double[] _last;
    private readonly double _probability;
    private readonly bool _keepAtReset;
    private bool _hasLast;

    /// <summary>Makes actions sticky.</summary>
    /// <param name="inner">What is stepped.</param>
    /// <param name="probability">p, from 0 to below 1.</param>
    /// <param name="keepAtReset">Whether the last action of an episode may stick to the first step of the next one.</param>
    /// <exception cref="ArgumentException">p is out of its range.</exception>
    public StickyActions(IEnvironment inner, double probability, bool keepAtReset = false)
        : base(inner)
    {
        if (!(probability is >= 0 and < 1))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The probability of a sticky action lies from 0 to below 1; found {probability}."));
        _last = new double[inner.ActionSpace.Size];
        _probability = probability;
        _keepAtReset = keepAtReset;
    }

    /// <summary>The action, and whether there is one.</summary>
    protected override int OwnSnapshotSize => _last.Length + 1;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _hasLast &= _keepAtReset;
        return Inner.Reset(ref random);
    }

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        bool sticks = random.NextDouble() < _probability;
        if (!sticks || !_hasLast || !IsValid(_last))
            action.CopyTo(_last);
        _hasLast = true;
        return Inner.Step(_last, ref random);
    }

    /// <inheritdoc/>
    public override void SetState(ReadOnlySpan<double> state)
    {
        base.SetState(state);
        _hasLast = false;
    }

    /// <inheritdoc/>
    protected override void SaveOwn(Span<double> snapshot)
    {
        snapshot[0] = _hasLast ? 1 : 0;
        _last.CopyTo(snapshot[1..]);
    }

    /// <inheritdoc/>
    protected override void LoadOwn(ReadOnlySpan<double> snapshot)
    {
        _hasLast = snapshot[0] != 0;
        snapshot[1..].CopyTo(_last);
    }
}
