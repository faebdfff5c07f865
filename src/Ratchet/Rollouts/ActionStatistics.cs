using Ratchet.Environments;

namespace Ratchet.Rollouts;

/// <summary>How often the numbers of the actions that environments receive lie at a bound, within 0.1 % of their range. Only dimensions with two finite bounds count.</summary>
internal sealed class ActionStatistics
{
    private const float NearShare = 1e-3f;

    private readonly int[] _dimensions;
    private readonly float[] _nearLow;
    private readonly float[] _nearHigh;
    private readonly long[] _atLow;
    private readonly long[] _atHigh;
    private readonly int _size;
    private long _steps;

    public ActionStatistics(Space space)
    {
        _size = space.Size;
        _dimensions = space is BoxSpace box ? [.. Enumerable.Range(0, box.Size).Where(k => double.IsFinite(box.Low[k]) && double.IsFinite(box.High[k]))] : [];
        _nearLow = [.. _dimensions.Select(k => Near((BoxSpace)space, k, high: false))];
        _nearHigh = [.. _dimensions.Select(k => Near((BoxSpace)space, k, high: true))];
        _atLow = new long[_dimensions.Length];
        _atHigh = new long[_dimensions.Length];
    }

    /// <summary>Share of the numbers at either of their bounds; NaN where there are no bounds.</summary>
    public double ShareAtBound
    {
        get
        {
            long count = 0;
            for (int i = 0; i < _dimensions.Length; i++)
                count += _atLow[i] + _atHigh[i];
            return _dimensions.Length == 0 ? double.NaN : count / ((double)_steps * _dimensions.Length);
        }
    }

    /// <summary>Greatest share of the steps, over dimensions and their two bounds, at that one bound; NaN where there are no bounds.</summary>
    public double GreatestShareAtOneBound
    {
        get
        {
            long most = 0;
            for (int i = 0; i < _dimensions.Length; i++)
            {
                long count = _atLow[i] > _atHigh[i] ? _atLow[i] : _atHigh[i];
                most = count > most ? count : most;
            }

            return _dimensions.Length == 0 ? double.NaN : most / (double)_steps;
        }
    }

    /// <summary>Begins a batch.</summary>
    public void Clear()
    {
        _steps = 0;
        Array.Clear(_atLow);
        Array.Clear(_atHigh);
    }

    /// <summary>Counts one step of every environment.</summary>
    /// <param name="actions">[N × action size], as the environments receive them.</param>
    public void Add(ReadOnlySpan<float> actions)
    {
        _steps += actions.Length / _size;
        for (int i = 0; i < _dimensions.Length; i++)
        {
            float low = _nearLow[i], high = _nearHigh[i];
            long atLow = 0, atHigh = 0;
            for (int j = _dimensions[i]; j < actions.Length; j += _size)
            {
                atLow += actions[j] <= low ? 1 : 0;
                atHigh += actions[j] >= high ? 1 : 0;
            }

            _atLow[i] += atLow;
            _atHigh[i] += atHigh;
        }
    }

    private static float Near(BoxSpace box, int k, bool high)
    {
        double reach = NearShare * (box.High[k] - box.Low[k]);
        return (float)(high ? box.High[k] - reach : box.Low[k] + reach);
    }
}
