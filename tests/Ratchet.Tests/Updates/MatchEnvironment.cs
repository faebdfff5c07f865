using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Tests.Updates;

/// <summary>
/// Sees s = ±1, tossed anew at every step, and how much of the episode is over, and is to answer s: each entry of a choice with its last value for s = 1 and its first for s = −1, each
/// number of a box at half the way from its middle to the bound on that side. The reward is the mean over the entries of 1 for a right
/// choice, or of 1 − (distance / half the width)², so it is 1 at best. With masks, the choice next to the first is forbidden where
/// there are more than two and s = 1; taking it all the same throws.
/// </summary>
internal sealed class MatchEnvironment(Space space, bool masked) : IEnvironment
{
    private const int Length = 16;

    private readonly double[] _observation = new double[2];
    private readonly bool[] _mask = new bool[masked ? space.MaskSize : 0];
    private int _step;

    public Space ObservationSpace { get; } = new BoxSpace(2, -1, 1);

    public Space ActionSpace => space;

    public bool HasActionMask => masked;

    public ReadOnlySpan<bool> ActionMask => _mask;

    public IReadOnlyList<StateField> StateFields { get; } = [new("", 2)];

    public static EnvironmentDefinition Definition(Space space, bool masked = false) => new("match", () => new MatchEnvironment(space, masked));

    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _step = 0;
        return Toss(ref random);
    }

    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double reward = 0;
        for (int i = 0, first = 0; i < action.Length; first += space.ChoicesOf(i++))
            reward += Score(i, first, action[i]) / action.Length;
        _step++;
        return new Transition(Toss(ref random), reward, terminated: _step == Length);
    }

    public void GetState(Span<double> state) => (state[0], state[1]) = (_observation[0], _step);

    public void SetState(ReadOnlySpan<double> state)
    {
        (_observation[0], _observation[1], _step) = (state[0], state[1] / Length, (int)state[1]);
        FillMask();
    }

    private double Score(int entry, int first, double value)
    {
        if (space is BoxSpace box)
        {
            double half = (box.High[entry] - box.Low[entry]) / 2, target = box.Low[entry] + half + (0.5 * half * _observation[0]);
            return 1 - ((value - target) / half * (value - target) / half);
        }

        if (masked && !_mask[first + (int)value])
            throw new InvalidOperationException($"Choice {value} of entry {entry} is forbidden.");
        return value == (_observation[0] > 0 ? space.ChoicesOf(entry) - 1 : 0) ? 1 : 0;
    }

    private ReadOnlySpan<double> Toss(ref RandomStream random)
    {
        (_observation[0], _observation[1]) = ((2 * random.NextBelow(2)) - 1, (double)_step / Length);
        FillMask();
        return _observation;
    }

    private void FillMask()
    {
        _mask.AsSpan().Fill(true);
        for (int i = 0, first = 0; masked && i < space.Size; first += space.ChoicesOf(i++))
            if (space.ChoicesOf(i) > 2 && _observation[0] > 0)
                _mask[first + 1] = false;
    }
}
