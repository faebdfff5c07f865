using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts.Networks;

/// <summary>
/// f and ∂f/∂r of a drift network: value and derivative in r go through the layers side by side (one direction of forward differentiation is all that a drift needs),
/// a vector of samples at a time.
/// </summary>
internal readonly unsafe struct NetworkDriftKernel(DriftNetworkShape shape, float* weights, float progress) : IDriftKernel
{
    /// <summary>Units that are worked out together: their sums stay in registers, and each input is read once for all of them.</summary>
    private const int Tile = 4;

    /// <summary>(1 − r)² A of a greater ratio would soon be no number any more; the drift of such a sample is that at this one.</summary>
    private const float GreatestRatio = 1e9f;

    private readonly int[] _hidden = [.. shape.Hidden];
    private readonly int _widest = Math.Max(shape.InputCount, shape.Hidden.Max());
    private readonly bool _isTanh = shape.Activation == Activation.Tanh;
    private readonly DriftInputs _inputs = shape.Inputs;
    private readonly bool _isTemporal = shape.IsTemporal;
    private readonly float _shift = (float)shape.Shift;

    // Without PPO's drift no ratio is outside.
    private readonly float _low = shape.ClipRange is { } range ? 1f - (float)range : float.NegativeInfinity;
    private readonly float _high = shape.ClipRange is { } range ? 1f + (float)range : float.PositiveInfinity;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Evaluate<L>(float* ratio, float* advantage, int count, float* value, float* slope)
        where L : struct, ILanes<L>
    {
        // A unit's value in a vector, then its derivative in the next one.
        float* first = stackalloc float[2 * _widest * L.Count], second = stackalloc float[2 * _widest * L.Count];
        L zero = L.Broadcast(0f), lowest = L.Broadcast(DriftFormula.SmallestRatio), highest = L.Broadcast(GreatestRatio);
        L low = L.Broadcast(_low), high = L.Broadcast(_high), shift = L.Broadcast(_shift);
        for (int i = 0; i < count; i += L.Count)
        {
            L r = L.Load(ratio + i), a = L.Load(advantage + i);
            r = L.SelectGreater(lowest, r, lowest, r);
            r = L.SelectGreater(r, highest, highest, r);
            (L net, L derivative) = Network<L>(r, a, first, second);
            L bound = L.SelectGreater(r, high, high, L.SelectGreater(low, r, low, r));
            L clipped = (r - bound) * a;
            L before = net - shift + L.SelectGreater(clipped, zero, clipped, zero);
            L rise = derivative + L.SelectGreater(clipped, zero, a, zero);
            L.Store(value + i, L.SelectGreater(before, zero, before, zero) + (before - before));
            L.Store(slope + i, L.SelectGreater(before, zero, rise, zero) + (before - before));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (L Value, L Derivative) Network<L>(L r, L a, float* from, float* to)
        where L : struct, ILanes<L>
    {
        int inputs = WriteInputs(r, a, from);
        float* layer = weights;
        foreach (int outputs in _hidden)
        {
            int unit = 0;
            for (; unit + Tile <= outputs; unit += Tile)
                FourUnits<L>(layer + ((nint)unit * inputs), inputs, from, to + (2 * unit * L.Count));
            for (; unit < outputs; unit++)
                OneUnit<L>(layer + ((nint)unit * inputs), inputs, from, to + (2 * unit * L.Count));
            Activate<L>(to, outputs);
            layer += (nint)outputs * inputs;
            inputs = outputs;
            float* read = from;
            from = to;
            to = read;
        }

        OneUnit<L>(layer, inputs, from, to);
        return (L.Load(to), L.Load(to + L.Count));
    }

    /// <summary>x(r, A) and its derivative in r.</summary>
    private int WriteInputs<L>(L r, L a, float* to)
        where L : struct, ILanes<L>
    {
        L one = L.Broadcast(1f), two = L.Broadcast(2f);
        L difference = one - r, logarithm = Elementary<L>.Log(r), inverse = one / r;
        (L Value, L Slope) linear = (difference, L.Broadcast(-1f)), square = (difference * difference, L.Broadcast(-2f) * difference);
        (L Value, L Slope) log = (logarithm, inverse), logSquare = (logarithm * logarithm, two * (logarithm * inverse));
        DriftInputs inputs = _inputs;
        int written = 0;
        Add(DriftInputs.Difference, linear.Value, linear.Slope);
        Add(DriftInputs.DifferenceSquared, square.Value, square.Slope);
        Add(DriftInputs.DifferenceTimesAdvantage, linear.Value * a, linear.Slope * a);
        Add(DriftInputs.DifferenceSquaredTimesAdvantage, square.Value * a, square.Slope * a);
        Add(DriftInputs.Logarithm, log.Value, log.Slope);
        Add(DriftInputs.LogarithmSquared, logSquare.Value, logSquare.Slope);
        Add(DriftInputs.LogarithmTimesAdvantage, log.Value * a, log.Slope * a);
        Add(DriftInputs.LogarithmSquaredTimesAdvantage, logSquare.Value * a, logSquare.Slope * a);
        if (!_isTemporal)
            return written;
        L done = L.Broadcast(progress);
        for (int i = 0; i < 2 * written; i++)
            L.Store(to + (((2 * written) + i) * L.Count), done * L.Load(to + (i * L.Count)));
        return 2 * written;

        void Add(DriftInputs input, L value, L derivative)
        {
            if ((inputs & input) == 0)
                return;
            L.Store(to + (2 * written * L.Count), value);
            L.Store(to + (((2 * written) + 1) * L.Count), derivative);
            written++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourUnits<L>(float* row, int inputs, float* from, float* to)
        where L : struct, ILanes<L>
    {
        float* second = row + inputs, third = second + inputs, fourth = third + inputs;
        L a = L.Broadcast(0f), b = a, c = a, d = a, da = a, db = a, dc = a, dd = a;
        for (int i = 0; i < inputs; i++)
        {
            L x = L.Load(from + (2 * i * L.Count)), dx = L.Load(from + (((2 * i) + 1) * L.Count)), weight = L.Broadcast(row[i]);
            a = L.FusedMultiplyAdd(weight, x, a);
            da = L.FusedMultiplyAdd(weight, dx, da);
            weight = L.Broadcast(second[i]);
            b = L.FusedMultiplyAdd(weight, x, b);
            db = L.FusedMultiplyAdd(weight, dx, db);
            weight = L.Broadcast(third[i]);
            c = L.FusedMultiplyAdd(weight, x, c);
            dc = L.FusedMultiplyAdd(weight, dx, dc);
            weight = L.Broadcast(fourth[i]);
            d = L.FusedMultiplyAdd(weight, x, d);
            dd = L.FusedMultiplyAdd(weight, dx, dd);
        }

        L.Store(to, a);
        L.Store(to + L.Count, da);
        L.Store(to + (2 * L.Count), b);
        L.Store(to + (3 * L.Count), db);
        L.Store(to + (4 * L.Count), c);
        L.Store(to + (5 * L.Count), dc);
        L.Store(to + (6 * L.Count), d);
        L.Store(to + (7 * L.Count), dd);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneUnit<L>(float* row, int inputs, float* from, float* to)
        where L : struct, ILanes<L>
    {
        L sum = L.Broadcast(0f), derivative = sum;
        for (int i = 0; i < inputs; i++)
        {
            L weight = L.Broadcast(row[i]);
            sum = L.FusedMultiplyAdd(weight, L.Load(from + (2 * i * L.Count)), sum);
            derivative = L.FusedMultiplyAdd(weight, L.Load(from + (((2 * i) + 1) * L.Count)), derivative);
        }

        L.Store(to, sum);
        L.Store(to + L.Count, derivative);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Activate<L>(float* units, int count)
        where L : struct, ILanes<L>
    {
        L zero = L.Broadcast(0f), one = L.Broadcast(1f);
        for (float* unit = units, end = units + (2 * count * L.Count); unit < end; unit += 2 * L.Count)
        {
            L x = L.Load(unit), derivative = L.Load(unit + L.Count);
            if (_isTanh)
            {
                L tanh = Elementary<L>.Tanh(x);
                L.Store(unit, tanh);
                L.Store(unit + L.Count, (one - (tanh * tanh)) * derivative);
            }
            else
            {
                L.Store(unit, L.SelectGreater(x, zero, x, zero));
                L.Store(unit + L.Count, L.SelectGreater(x, zero, derivative, zero));
            }
        }
    }
}
