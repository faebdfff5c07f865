using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// Actions from [−1, 1] in every entry become those of the inner box: a' = low·(1 − a)/2 + high·(1 + a)/2, which is exact at both
/// bounds. What lies outside [−1, 1] is clipped first.
/// </summary>
public sealed class ActionRescaling : EnvironmentWrapper
{
    private readonly BoxSpace _box;
    private readonly double[] _action;

    /// <summary>Rescales actions.</summary>
    /// <param name="inner">Its actions are a box with finite bounds.</param>
    /// <exception cref="ArgumentException">The actions are no box, or a bound is infinite.</exception>
    public ActionRescaling(IEnvironment inner)
        : base(inner)
    {
        _box = inner.ActionSpace as BoxSpace
            ?? throw new ArgumentException("Only actions from a box can be rescaled; those of the inner environment are discrete.");
        for (int i = 0; i < _box.Size; i++)
            if (!double.IsFinite(_box.Low[i]) || !double.IsFinite(_box.High[i]))
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Only actions with finite bounds can be rescaled; entry {i} of the inner environment's action lies between {_box.Low[i]} and {_box.High[i]}."));
        _action = new double[_box.Size];
        ActionSpace = new BoxSpace(_box.Size, -1, 1);
    }

    /// <summary>[−1, 1] in every entry.</summary>
    public override Space ActionSpace { get; }

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        for (int i = 0; i < _action.Length; i++)
        {
            double a = Math.Clamp(action[i], -1, 1);
            _action[i] = (0.5 * (1 - a) * _box.Low[i]) + (0.5 * (1 + a) * _box.High[i]);
        }

        return Inner.Step(_action, ref random);
    }
}
