using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Interchange.Onnx;

/// <summary>The greatest difference of a replay.</summary>
/// <param name="Size">What it is measured in: see <see cref="OnnxReplay"/>.</param>
/// <param name="Output">Name of the output.</param>
/// <param name="Observation">Index of the observation.</param>
/// <param name="Entry">Index of the action's entry.</param>
/// <param name="Expected">What the policy gives.</param>
/// <param name="Found">What the file gives.</param>
internal readonly record struct OnnxDifference(double Size, string Output, int Observation, int Entry, float Expected, float Found);

/// <summary>
/// Holds an exported file against the policy. Real numbers may differ by 1e−5 of the greatest of 1, half the width of the action's box, and the entry's greatest number
/// in the replay. A choice that differs is measured by what would have to change for both to agree: the distance of the two logarithms of probability, or that
/// of the uniform draw from the boundary between them.
/// </summary>
/// <param name="policy">The policy.</param>
/// <param name="file">What was written, read back.</param>
internal sealed class OnnxReplay(ActorCritic policy, OnnxEvaluator file)
{
    /// <summary>A difference that is allowed.</summary>
    public const double Tolerance = 1e-5;

    private const ulong Seed = 1;

    private readonly int _size = policy.ActionSpace.Size;
    private readonly bool _masked = file.Inputs.Contains(OnnxNames.ActionMask, StringComparer.Ordinal);
    private readonly bool _sampling = file.Inputs.Contains(OnnxNames.Noise, StringComparer.Ordinal);

    /// <summary>Acts for raw observations, dense rows, by the policy and through the file; with all actions valid, and with some where the file takes masks.</summary>
    /// <returns>The greatest difference.</returns>
    /// <exception cref="PolicyExportException">A difference is beyond the tolerance.</exception>
    public OnnxDifference Check(ReadOnlySpan<float> observations)
    {
        int rows = observations.Length / policy.ObservationSpace.Size;
        if (rows == 0)
            throw new PolicyExportException("there is no observation to compare the exported policy on.");
        OnnxDifference greatest = Check(observations, rows, masks: _masked ? AllValid(rows) : []);
        return _masked && Check(observations, rows, SomeValid(rows)) is var other && other.Size > greatest.Size ? other : greatest;
    }

    private OnnxDifference Check(ReadOnlySpan<float> observations, int rows, bool[] masks)
    {
        var actor = new PolicyActor(policy, rows);
        float[] expected = new float[rows * _size], sampled = new float[rows * _size], noise = [];
        actor.Act(observations, rows, deterministic: true, default, masks, expected);
        var inputs = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal) { [OnnxNames.Observation] = Matrix(rows, observations) };
        if (_masked)
            inputs[OnnxNames.ActionMask] = Matrix(rows, Array.ConvertAll(masks, valid => valid ? 1f : 0f));
        if (_sampling)
        {
            RandomStream[] streams = [.. Enumerable.Range(0, rows).Select(row => new RandomStream(Seed, StreamPurpose.User, (uint)row))];
            noise = Draw([.. streams]);
            inputs[OnnxNames.Noise] = Matrix(rows, noise);
            actor.Act(observations, rows, deterministic: false, streams, masks, sampled);
        }

        Dictionary<string, OnnxTensor> outputs = file.Run(inputs);
        OnnxDifference greatest = Compare(outputs, OnnxNames.Action, expected, []);
        return _sampling && Compare(outputs, OnnxNames.SampledAction, sampled, noise) is var other && other.Size > greatest.Size ? other : greatest;
    }

    /// <summary>The numbers from which the policy's own sampling makes its actions, in their order.</summary>
    private float[] Draw(RandomStream[] streams)
    {
        float[] noise = new float[streams.Length * _size];
        for (int i = 0; i < noise.Length; i++)
        {
            ref RandomStream stream = ref streams[i / _size];
            noise[i] = policy.ActionSpace switch
            {
                BoxSpace => (float)stream.NextGaussian(),
                MultiBinarySpace => (float)stream.NextDouble(),
                _ => stream.NextSingle(),
            };
        }

        return noise;
    }

    private OnnxDifference Compare(Dictionary<string, OnnxTensor> outputs, string name, float[] expected, float[] noise)
    {
        if (!outputs.TryGetValue(name, out OnnxTensor? found) || found.Data.Length != expected.Length)
            throw new PolicyExportException($"the exported file gives no {name} of {_size} numbers for an observation.");
        double[] scales = Scales(expected);
        var greatest = new OnnxDifference(-1, name, 0, 0, 0, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            (int row, int entry) = (i / _size, i % _size);
            double size = policy.ActionSpace is BoxSpace
                ? Math.Abs((double)expected[i] - found.Data[i]) / scales[entry]
                : Disagreement(outputs, row, entry, expected[i], found.Data[i], noise.Length == 0 ? null : noise[i]);
            var difference = new OnnxDifference(size, name, row, entry, expected[i], found.Data[i]);
            // A NaN is no difference within the tolerance.
            if (!(size <= Tolerance))
                throw TooFar(difference);
            if (size > greatest.Size)
                greatest = difference;
        }

        return greatest;
    }

    private double[] Scales(float[] expected)
    {
        double[] scales = new double[_size];
        for (int entry = 0; entry < _size; entry++)
        {
            scales[entry] = policy.ActionSpace is BoxSpace box && (box.High[entry] - box.Low[entry]) / 2 is var half && double.IsFinite(half) ? Math.Max(1, half) : 1;
            for (int i = entry; i < expected.Length; i += _size)
                scales[entry] = Math.Max(scales[entry], Math.Abs(expected[i]));
        }

        return scales;
    }

    private double Disagreement(Dictionary<string, OnnxTensor> outputs, int row, int entry, float expected, float found, float? draw)
    {
        if (expected == found)
            return 0;
        if (policy.ActionSpace is MultiBinarySpace)
        {
            double logit = outputs[OnnxNames.Logits].Row(row)[entry];
            return found is 0 or 1 ? Math.Abs(draw is { } uniform ? uniform - (1 / (1 + Math.Exp(-logit))) : logit) : double.PositiveInfinity;
        }

        int choices = policy.ActionSpace.ChoicesOf(entry), first = Enumerable.Range(0, entry).Sum(policy.ActionSpace.ChoicesOf);
        if (!(found >= 0 && found < choices) || found != MathF.Floor(found))
            return double.PositiveInfinity;
        ReadOnlySpan<float> logProbabilities = outputs[OnnxNames.LogProbabilities].Row(row).Slice(first, choices);
        if (draw is not { } share)
            return (double)logProbabilities[(int)found] - logProbabilities[(int)expected];
        // The policy's choice is the file's if the boundary on the file's side of it is moved to the draw.
        double boundary = 0;
        for (int choice = 0; choice < (found < expected ? expected : expected + 1); choice++)
            boundary += Math.Exp(logProbabilities[choice]);
        return Math.Abs(share - boundary);
    }

    private static PolicyExportException TooFar(OnnxDifference difference) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the exported file does not do what the policy does: for observation {difference.Observation}, {difference.Output}[{difference.Entry}] is {difference.Found} instead of {difference.Expected}, a difference of {difference.Size:0.0e+0}; at most {Tolerance:0e+0} is allowed."));

    private bool[] AllValid(int rows)
    {
        bool[] masks = new bool[rows * policy.ActionSpace.MaskSize];
        masks.AsSpan().Fill(true);
        return masks;
    }

    /// <summary>About half of the choices, at least one of each entry.</summary>
    private bool[] SomeValid(int rows)
    {
        var stream = new RandomStream(Seed, StreamPurpose.User, (uint)rows);
        bool[] masks = new bool[rows * policy.ActionSpace.MaskSize];
        for (int first = 0, entry = 0; first < masks.Length; entry = (entry + 1) % _size)
        {
            int choices = policy.ActionSpace.ChoicesOf(entry);
            for (int choice = 0; choice < choices; choice++)
                masks[first + choice] = stream.NextBelow(2) == 0;
            masks[first + stream.NextBelow(choices)] = true;
            first += choices;
        }

        return masks;
    }

    private static OnnxTensor Matrix(int rows, ReadOnlySpan<float> numbers) => new([rows, numbers.Length / rows], numbers.ToArray());
}
