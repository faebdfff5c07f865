using Ratchet.Interchange.Onnx;
using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Interchange.Tests.Onnx;

/// <summary>A policy with random parameters, random observations, and what the library itself makes of them.</summary>
public sealed unsafe class ExportCase
{
    /// <summary>Random observations of each case.</summary>
    public const int Rows = 1000;

    // Before the cases, which are made of it.
    private static BoxSpace PartBounded { get; } =
        new([-1, double.NegativeInfinity, 0.25, double.NegativeInfinity], [1, double.PositiveInfinity, double.PositiveInfinity, 0.5]);

    private readonly float[] _columns;

    private ExportCase(string name, ActorCritic policy, bool masked, bool sampling)
    {
        (Name, Policy, Masked) = (name, policy, masked);
        Options = new OnnxOptions { Sampling = sampling, Environment = name };
        var random = new RandomStream(seed: 11, StreamPurpose.User, 1);
        Observations = Draw(Rows * policy.ObservationSpace.Size, ref random, spread: 2);
        Masks = masked ? DrawMasks(ref random) : [];
        Actions = new float[Rows * policy.ActionSpace.Size];
        Sampled = new float[Actions.Length];
        Noise = new float[Actions.Length];
        _columns = Act();
    }

    public string Name { get; }

    internal ActorCritic Policy { get; }

    public bool Masked { get; }

    internal OnnxOptions Options { get; }

    public float[] Observations { get; }

    /// <summary>Empty where the file takes none.</summary>
    public bool[] Masks { get; }

    /// <summary>The most probable actions.</summary>
    public float[] Actions { get; }

    /// <summary>What <see cref="Noise"/> gives.</summary>
    public float[] Sampled { get; }

    /// <summary>The numbers that the library draws for <see cref="Sampled"/>.</summary>
    public float[] Noise { get; }

    /// <summary>Every family, action bound, activation and kind of network, at least once; each with what can only go wrong together.</summary>
    public static IReadOnlyList<ExportCase> All { get; } =
    [
        Create("categorical", new DiscreteSpace(5), new() { Activation = Activation.Tanh }),
        Create("categorical-masked", new DiscreteSpace(7), new() { Activation = Activation.Relu, Shared = true }, masked: true),
        Create("multi-categorical", new MultiDiscreteSpace(3, 1, 6), new() { Activation = Activation.Elu, NormalizeObservations = true }),
        Create("multi-categorical-masked", new MultiDiscreteSpace(4, 2), new() { Activation = Activation.Silu }, masked: true),
        Create("bernoulli", new MultiBinarySpace(4), new() { Activation = Activation.Silu, Shared = true, NormalizeObservations = true }),
        Create("gaussian", new BoxSpace([-1, -2, 0], [1, 3, 0.5]), new() { NormalizeObservations = true }),
        Create("gaussian-clip", new BoxSpace([-1, -0.5, 0], [1, 0.5, 2]), new() { ActionBound = ActionBound.Clip, Activation = Activation.Relu }),
        Create("gaussian-tanh", new BoxSpace([-1, -2, 0], [1, 3, 0.5]), new() { ActionBound = ActionBound.TanhAndRescale, Activation = Activation.Identity }),
        Create("gaussian-unbounded", new BoxSpace(2), new() { Activation = Activation.Elu }),
        Create("gaussian-part-bounded", PartBounded, new() { Shared = true, NormalizeObservations = true }),
        Create("gaussian-part-bounded-clip", PartBounded, new() { ActionBound = ActionBound.Clip }),
        Create("gaussian-part-bounded-tanh", PartBounded, new() { ActionBound = ActionBound.TanhAndRescale, Hidden = [64, 64] }),
        Create("gaussian-unclipped", new BoxSpace(3, -0.01, 0.01), new() { ActionBound = ActionBound.None }),
        Create("gaussian-linear", new BoxSpace(3, -1, 1), new() { Hidden = [] }),
        Create("full-gaussian", new BoxSpace([-1, -2, 0], [1, 3, 0.5]), new() { Distribution = PolicyDistribution.FullGaussian, Shared = true }),
        Create("full-gaussian-unbounded", new BoxSpace(4), new() { Distribution = PolicyDistribution.FullGaussian, Activation = Activation.Silu }),
        Create("squashed-gaussian", new BoxSpace([-1, -2, 0], [1, 3, 0.5]), new() { Distribution = PolicyDistribution.SquashedGaussian, NormalizeObservations = true }),
        Create("beta", new BoxSpace([-1, -2, 0], [1, 3, 0.5]), new() { Distribution = PolicyDistribution.Beta, NormalizeObservations = true }),
        Create("categorical-ties", new DiscreteSpace(4), new(), ties: true),
        Create("bernoulli-ties", new MultiBinarySpace(2), new(), ties: true),
        Create("beta-extreme", new BoxSpace(2, -1, 1), new() { Distribution = PolicyDistribution.Beta, PolicyGain = 10 }),
    ];

    /// <summary>A case; with ties, one whose parameters are all 0.</summary>
    internal static ExportCase Create(string name, Space actions, NetworkOptions network, bool masked = false, bool sampling = true, bool ties = false)
    {
        var random = new RandomStream(seed: 11, StreamPurpose.User, 0);
        network = network with { Hidden = network.Hidden is [64, 64] ? [17, 32] : network.Hidden, PolicyGain = network.PolicyGain == 0.01 ? 1 : network.PolicyGain };
        var policy = new ActorCritic(network, new BoxSpace(6), actions);
        policy.Initialize(seed: 3);
        foreach (ref float parameter in policy.Parameters)
            parameter += (float)(0.1 * random.NextGaussian());
        foreach (ref float value in policy.FreeParameters)
            value = (float)(0.5 * random.NextGaussian());
        foreach (ref float mean in policy.Normalizer.Mean)
            mean = (float)random.NextGaussian();
        foreach (ref float inverse in policy.Normalizer.InverseDeviation)
            inverse = (float)random.NextUniform(0.2, 20); // so that the clip at 10 is met
        if (ties)
            policy.Parameters.Clear();
        policy.ParametersChanged();
        return new ExportCase(name, policy, masked, sampling);
    }

    /// <summary>What the library gives for an output of the file, row by row; null for one that it has no number of.</summary>
    internal float[] Expected(string output) => output switch
    {
        OnnxNames.Action => Actions,
        OnnxNames.SampledAction => Sampled,
        OnnxNames.Alpha => [.. Columns(0, Policy.ActionSpace.Size).Select(above => 1 + above)],
        OnnxNames.Beta => [.. Columns(Policy.ActionSpace.Size, Policy.ActionSpace.Size).Select(above => 1 + above)],
        OnnxNames.LogDeviation => [.. Policy.FreeParameters],
        OnnxNames.Factor => Factor(),
        _ => Columns(0, Policy.Distribution.Width),
    };

    private float[] Columns(int first, int count)
    {
        float[] rows = new float[Rows * count];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = _columns[((first + (i % count)) * Rows) + (i / count)];
        return rows;
    }

    private float[] Factor()
    {
        int size = Policy.ActionSpace.Size;
        double[] factor = new double[size * size];
        fixed (float* parameters = Policy.FreeParameters)
        fixed (double* pointer = factor)
            LowerFactor.Unpack(size, parameters, pointer);
        return Array.ConvertAll(factor, value => (float)value);
    }

    /// <summary>Acts by the library; returns the distributions.</summary>
    private float[] Act()
    {
        var actor = new PolicyActor(Policy, Rows);
        actor.Act(Observations, Rows, deterministic: true, default, Masks, Actions);
        RandomStream[] streams = [.. Enumerable.Range(0, Rows).Select(row => new RandomStream(seed: 5, StreamPurpose.User, (uint)row))];
        RandomStream[] same = [.. streams];
        actor.Act(Observations, Rows, deterministic: false, streams, Masks, Sampled);
        for (int i = 0; i < Noise.Length; i++)
        {
            ref RandomStream stream = ref same[i / Policy.ActionSpace.Size];
            Noise[i] = Policy.ActionSpace switch
            {
                BoxSpace => (float)stream.NextGaussian(),
                MultiBinarySpace => (float)stream.NextDouble(),
                _ => stream.NextSingle(),
            };
        }

        ActionDistribution distribution = Policy.Distribution;
        float[] columns = new float[distribution.Width * Rows];
        byte[] masks = new byte[columns.Length];
        for (int i = 0; i < Masks.Length; i++)
            masks[(i % distribution.Width * Rows) + (i / distribution.Width)] = Masks[i] ? (byte)1 : (byte)0;
        int stride = Kernels.Pad(Policy.ObservationSpace.Size);
        var workspace = new PolicyWorkspace(Policy, Kernels.Best, Rows, backward: false);
        var inputs = new AlignedBuffer<float>(Rows, stride);
        fixed (float* observations = Observations, pointer = columns)
        fixed (byte* mask = masks)
        {
            Policy.Normalizer.Normalize(Kernels.Best, observations, Rows, inputs.Pointer, stride);
            workspace.ForwardPolicy(inputs.Pointer, stride, Rows);
            distribution.FromOutputs(Kernels.Best, workspace.Policy.Outputs, workspace.Policy.OutputStride, Masks.Length == 0 ? null : mask, Rows, pointer, Rows);
        }

        GC.KeepAlive(workspace);
        GC.KeepAlive(inputs);
        return columns;
    }

    private bool[] DrawMasks(ref RandomStream random)
    {
        bool[] masks = new bool[Rows * Policy.ActionSpace.MaskSize];
        for (int first = 0, entry = 0; first < masks.Length; first += Policy.ActionSpace.ChoicesOf(entry), entry = (entry + 1) % Policy.ActionSpace.Size)
        {
            for (int choice = 0; choice < Policy.ActionSpace.ChoicesOf(entry); choice++)
                masks[first + choice] = random.NextBelow(2) == 0;
            masks[first + random.NextBelow(Policy.ActionSpace.ChoicesOf(entry))] = true;
        }

        return masks;
    }

    private static float[] Draw(int count, ref RandomStream random, double spread)
    {
        float[] numbers = new float[count];
        foreach (ref float number in numbers.AsSpan())
            number = (float)(spread * random.NextGaussian());
        return numbers;
    }
}
