using Ratchet.Interchange.Protos;
using Ratchet.Training;
using Ratchet.Training.Metrics;

namespace Ratchet.Interchange.TensorBoard;

/// <summary>The scalars of some metrics, used again for every event.</summary>
internal sealed class Curves<T>
{
    private readonly Metric<T>[] _metrics;
    private readonly Summary.Types.Scalar[] _scalars;

    /// <summary>A curve for each.</summary>
    public Curves(IReadOnlyList<Metric<T>> metrics)
    {
        _metrics = [.. metrics];
        _scalars = Array.ConvertAll(_metrics, metric => new Summary.Types.Scalar { Tag = metric.Name });
    }

    /// <summary>Replaces a summary's scalars by those that exist now: a number that is not finite, in the format's single precision, has no point.</summary>
    public void Fill(Summary summary, T source)
    {
        summary.Value.Clear();
        for (int i = 0; i < _metrics.Length; i++)
        {
            float value = (float)_metrics[i].Read(source);
            if (!float.IsFinite(value))
                continue;
            _scalars[i].SimpleValue = value;
            summary.Value.Add(_scalars[i]);
        }
    }
}
