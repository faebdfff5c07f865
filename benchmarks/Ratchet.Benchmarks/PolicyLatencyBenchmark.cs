using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Benchmarks;

/// <summary>One action of a loaded policy with two hidden layers of 64, alone and with a thread on every processor, against the same network as plain loops.</summary>
internal sealed class PolicyLatencyBenchmark : IBenchmark
{
    private const int Observations = 17; // as HalfCheetah has
    private const int Actions = 6;
    private const int Repeats = 1000;
    private const int Rounds = 100;

    public string Name => "policy-latency";

    public string Summary => "one action of a 64 × 64 policy, alone and with all processors, against plain loops";

    public BenchmarkResult Run(TextWriter details)
    {
        ActorCritic network = Network();
        Policy policy = Load(network);
        var plain = new PlainNetwork(PolicyModel.Of(network));
        float[] observation = new float[Observations], action = new float[Actions];
        Array.Fill(observation, 0.3f);
        var random = new RandomStream(seed: 1, StreamPurpose.User);
        double[] seconds = BestTime.Of(
            Rounds, () => Repeat(() => policy.Act(observation, action)), () => Repeat(() => policy.Act(observation, action, ref random)), () => Repeat(() => plain.Act(observation)));
        double alone = 1e6 * seconds[0] / Repeats, sampled = 1e6 * seconds[1] / Repeats, loops = 1e6 * seconds[2] / Repeats, together = Together(policy);
        details.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{alone:0.00} µs an action, {sampled:0.00} sampled; {together:0.00} with {Environment.ProcessorCount} threads at once; plain loops {loops:0.00}"));
        return new BenchmarkResult(loops / alone, "times as fast", string.Create(
            CultureInfo.InvariantCulture, $"one action {alone:0.00} µs, {together:0.00} µs with {Environment.ProcessorCount} threads at once, against plain loops {loops:0.00} µs"));
    }

    private static void Repeat(Action work)
    {
        for (int i = 0; i < Repeats; i++)
            work();
    }

    /// <summary>Microseconds of an action on each of as many threads as there are processors; the best round of the slowest thread.</summary>
    private static double Together(Policy policy)
    {
        double best = double.PositiveInfinity;
        using var start = new Barrier(Environment.ProcessorCount);
        double[] times = new double[Environment.ProcessorCount];
        Thread[] threads = [.. times.Select((_, index) => new Thread(() =>
        {
            float[] observation = new float[Observations], action = new float[Actions];
            Action work = () => Repeat(() => policy.Act(observation, action));
            for (int round = 0; round < Rounds; round++)
            {
                start.SignalAndWait();
                times[index] = BestTime.Of(1, work)[0];
                start.SignalAndWait();
                if (index == 0)
                    best = Math.Min(best, times.Max());
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return 1e6 * best / Repeats;
    }

    private static ActorCritic Network()
    {
        var network = new ActorCritic(new NetworkOptions { NormalizeObservations = true }, new BoxSpace(Observations), new BoxSpace(Actions, -1, 1));
        network.Initialize(seed: 1);
        return network;
    }

    private static Policy Load(ActorCritic network)
    {
        string folder = Directory.CreateTempSubdirectory("ratchet-").FullName;
        try
        {
            string file = Path.Combine(folder, "policy.safetensors");
            PolicyWeights.WriteFile(network, file);
            return Policy.Load(file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The network as anyone would write it down: a number at a time, the weights of an output in a row, and the runtime's tanh.</summary>
    private sealed class PlainNetwork(PolicyModel model)
    {
        private readonly float[][] _weights = [.. model.Layers.Select(layer => Enumerable.Range(0, layer.Outputs)
            .SelectMany(output => Enumerable.Range(0, layer.Inputs).Select(input => layer.Weights[(input * layer.Outputs) + output])).ToArray())];

        private readonly float[][] _bias = [.. model.Layers.Select(layer => layer.Bias.ToArray())];
        private readonly float[][] _outputs = [.. model.Layers.Select(layer => new float[layer.Outputs])];
        private readonly float[] _mean = [.. model.Normalization!.Mean];
        private readonly float[] _inverseDeviation = [.. model.Normalization!.InverseDeviation];
        private readonly float[] _inputs = new float[model.ObservationSpace.Size];

        public float[] Act(float[] observation)
        {
            for (int i = 0; i < _inputs.Length; i++)
                _inputs[i] = Math.Clamp((observation[i] - _mean[i]) * _inverseDeviation[i], -10, 10);
            float[] x = _inputs;
            for (int layer = 0; layer < _outputs.Length; layer++)
            {
                float[] y = _outputs[layer], weights = _weights[layer];
                for (int j = 0; j < y.Length; j++)
                {
                    float sum = _bias[layer][j];
                    for (int i = 0; i < x.Length; i++)
                        sum += x[i] * weights[(j * x.Length) + i];
                    y[j] = layer < _outputs.Length - 1 ? MathF.Tanh(sum) : Math.Clamp(sum, -1, 1);
                }

                x = y;
            }

            return x;
        }
    }
}
