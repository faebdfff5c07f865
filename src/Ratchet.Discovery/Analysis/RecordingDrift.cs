using Ratchet.Updates.Drifts;

namespace Ratchet.Discovery.Analysis;

/// <summary>
/// A drift that keeps what it is asked for: ratios and advantages as a training meets them, thinned evenly when there are too many. For trainings with one thread, in which the
/// order of what is asked is always the same.
/// </summary>
public sealed class RecordingDrift : Drift
{
    private readonly Drift _drift;
    private readonly (float Ratio, float Advantage)[] _kept;
    private int _count;
    private long _seen;
    private long _stride = 1;

    /// <summary>Records what another drift is asked.</summary>
    /// <param name="drift">The drift that does the work.</param>
    /// <param name="most">How many pairs are kept at most, at least 2.</param>
    public RecordingDrift(Drift drift, int most)
    {
        ArgumentNullException.ThrowIfNull(drift);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        (_drift, _kept) = (drift, new (float, float)[most]);
    }

    /// <summary>The pairs that were kept.</summary>
    public ReadOnlySpan<(float Ratio, float Advantage)> Visited => _kept.AsSpan(0, _count);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes)
    {
        _drift.Evaluate(ratios, advantages, values, slopes);
        for (int i = 0; i < ratios.Length; i++)
            if (_seen++ % _stride == 0)
                Keep(ratios[i], advantages[i]);
    }

    private void Keep(float ratio, float advantage)
    {
        if (_count == _kept.Length)
        {
            // Every second one stays, and from now on half as many come.
            for (int i = 0; 2 * i < _count; i++)
                _kept[i] = _kept[2 * i];
            _count = (_count + 1) / 2;
            _stride *= 2;
            if ((_seen - 1) % _stride != 0)
                return;
        }

        _kept[_count++] = (ratio, advantage);
    }
}
