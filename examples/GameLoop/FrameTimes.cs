using Ratchet.Training;

namespace GameLoop;

/// <summary>How long the work of every frame took, the training's part apart.</summary>
internal sealed class FrameTimes(int frames, double budget)
{
    // The first second compiles the code and fills the caches: it is shown by itself.
    private const int WarmUp = 60;

    private readonly double[] _work = new double[frames];
    private readonly double[] _training = new double[frames];
    private int _slices;
    private int _trained;

    /// <summary>How many there are.</summary>
    public int Frames => frames;

    public void Add(int frame, double milliseconds, TrainingStep step)
    {
        _work[frame] = milliseconds;
        _training[frame] = step.Milliseconds;
        _slices += step.Slices;
        _trained += step.Slices > 0 ? 1 : 0;
    }

    /// <summary>Percentiles: of all numbers that have to do with frames the mean is the least telling.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine($"trained in {_trained} of {frames} frames, {(double)_slices / Math.Max(1, _trained):0} slices in each");
        output.WriteLine("ms                      median     95 %     99 %   99.9 %  longest");
        Row("frame, all its work", _work[Math.Min(WarmUp, frames)..]);
        Row("of it the training", _training[Math.Min(WarmUp, frames)..]);
        Row("the first second", _work[..Math.Min(WarmUp, frames)]);
        int late = _work.Count(time => time > 1000.0 / 60), over = _training.Count(time => time > budget);
        output.WriteLine($"{over} frames trained for more than their {budget} ms, {late} were late for the screen");

        void Row(string name, double[] times)
        {
            if (times.Length == 0)
                return;
            Array.Sort(times);
            output.WriteLine($"{name,-20}{At(0.5)}{At(0.95)}{At(0.99)}{At(0.999)}{At(1)}");

            string At(double share) => $"{times[(int)Math.Min(times.Length - 1, share * times.Length)],9:0.00}";
        }
    }
}
