using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Tests.Policies.ReadingEditions;
using Ratchet.Updates;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>The layout and the start of an actor-critic, and how it acts.</summary>
public sealed unsafe class ActorCriticTests
{
    private static readonly BoxSpace Observations = new(5);

    public static TheoryData<bool, bool> Kinds => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    private static ActorCritic Create(bool shared, bool discrete, NetworkOptions? options = null)
    {
        var policy = new ActorCritic((options ?? new NetworkOptions { Hidden = [16, 7] }) with { Shared = shared }, Observations, discrete ? new DiscreteSpace(4) : new BoxSpace(3, -1, 1));
        policy.Initialize(11);
        return policy;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_the_policy_depends_on_is_a_prefix_of_the_parameters(bool shared, bool discrete)
    {
        ActorCritic policy = Create(shared, discrete);
        float[] parameters = policy.Parameters.ToArray();
        int heads = discrete ? 4 : 3, body = (6 * 16) + (17 * 7);
        int policyCount = body + (8 * heads) + (discrete ? 0 : 3);
        Assert.Equal(policyCount, policy.PolicyParameterCount);
        Assert.Equal(policyCount + (shared ? 8 : body + 8), parameters.Length);
        float[] before = Act(policy, 1), valueBefore = Value(policy);
        policy.Parameters[policyCount..].Fill(0.3f);
        policy.ParametersChanged();
        Assert.Equal(before, Act(policy, 1));
        Assert.NotEqual(valueBefore, Value(policy));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_pass_is_that_of_a_dense_network(bool shared, bool discrete)
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            var options = new NetworkOptions { Hidden = [16, 7], Activation = activation, PolicyGain = 1, Shared = shared };
            ActorCritic policy = Create(shared, discrete, options);
            var network = new DenseNetwork(options, 5, policy.Distribution.Width, policy.Distribution.FreeParameters);
            double[] parameters = [.. policy.Parameters.ToArray().Select(p => (double)p)];
            AlignedBuffer<float> inputs = Inputs(33);
            var workspace = new PolicyWorkspace(policy, Kernels.Best, 33, backward: false);
            workspace.ForwardPolicy(inputs.Pointer, 16, 33);
            workspace.ForwardValue(inputs.Pointer, 16, 33);
            for (int row = 0; row < 33; row++)
            {
                (double[] outputs, _, double value) = network.Run(parameters, [.. inputs.Span.Slice(row * 16, 5).ToArray().Select(x => (double)x)]);
                for (int j = 0; j < outputs.Length; j++)
                    Assert.Equal(outputs[j], workspace.Policy.Outputs[(row * 16) + j], 1e-5);
                Assert.Equal(value, workspace.Value.Outputs[row * 16], 1e-5);
            }
        }
    }

    [Fact]
    public void Hidden_layers_start_orthogonal_and_the_heads_with_gains_of_their_own()
    {
        ActorCritic policy = Create(shared: false, discrete: true);
        // The rows of W (5 × 16) have the norm √2 · 1, the columns of the heads (7 × 4, 7 × 1) the norms 0.01 and 1.
        for (int i = 0; i < 5; i++)
            Assert.Equal(2, policy.Parameters.Slice(i * 16, 16).ToArray().Sum(w => (double)w * w), 1e-6);
        DenseLayer head = policy.PolicyStack.Layers[^1], value = policy.ValueStack.Layers[^1];
        for (int j = 0; j < 4; j++)
            Assert.Equal(1e-4, Enumerable.Range(0, 7).Sum(i => Math.Pow(policy.Parameters[head.Offset + (i * 4) + j], 2)), 1e-10);
        Assert.Equal(1, policy.Parameters.Slice(value.Offset, 7).ToArray().Sum(w => (double)w * w), 1e-6);
        foreach (DenseLayer layer in policy.PolicyStack.Layers.Concat(policy.ValueStack.Layers))
            Assert.True(policy.Parameters.Slice(layer.BiasOffset, layer.Outputs).IndexOfAnyExcept(0f) < 0);
    }

    [Fact]
    public void The_start_is_a_function_of_the_seed()
    {
        ActorCritic a = Create(shared: false, discrete: false), b = Create(shared: false, discrete: false);
        Assert.Equal(a.Parameters.ToArray(), b.Parameters.ToArray());
        b.Initialize(12);
        Assert.NotEqual(a.Parameters.ToArray(), b.Parameters.ToArray());
    }

    [Fact]
    public void Log_deviation_starts_as_told_and_stays_within_floor_and_ceiling()
    {
        ActorCritic policy = Create(shared: false, discrete: false, new NetworkOptions { InitialLogDeviation = -0.5, LogDeviationFloor = -2, LogDeviationCeiling = 1 });
        Assert.Equal([-0.5f, -0.5f, -0.5f], policy.LogDeviation.ToArray());
        new[] { -7f, 0.25f, 9f }.CopyTo(policy.LogDeviation);
        policy.ClampLogDeviation();
        Assert.Equal([-2f, 0.25f, 1f], policy.LogDeviation.ToArray());
        Assert.True(Create(shared: false, discrete: true).LogDeviation.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_observation_is_acted_on_the_same_alone_and_in_any_batch(bool shared, bool discrete)
    {
        ActorCritic policy = Create(shared, discrete, new NetworkOptions { Hidden = [16, 7], PolicyGain = 1 });
        foreach (int rows in new[] { 2, 7, 33 })
        {
            float[] together = Act(policy, rows);
            for (int row = 0; row < rows; row++)
                Assert.Equal(together.AsSpan(row * policy.Distribution.ActionSize, policy.Distribution.ActionSize).ToArray(), Act(policy, 1, row));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Before_the_first_step_every_ratio_is_exactly_one_and_every_divergence_exactly_zero(bool shared, bool discrete)
    {
        ActorCritic policy = Create(shared, discrete, new NetworkOptions { Hidden = [16, 7], PolicyGain = 1 });
        const int Rows = 300;
        var batch = new RolloutBatch(policy, Rows, 1, masked: false);
        Inputs(Rows).Span.CopyTo(new Span<float>(batch.Inputs, Rows * 16));
        policy.LogDeviation.CopyTo(batch.LogDeviation.Span);
        using var pool = new WorkerPool(2);
        new PolicyEvaluator(policy, Kernels.Best, pool, Rows).Distributions(batch.Inputs, Rows, null, batch.Columns, batch.Stride);
        policy.Distribution.Sample(Kernels.Best, batch.Columns, batch.Stride, policy.LogDeviationPointer, Rows, Streams(0, Rows), batch.Actions);
        policy.Distribution.LogProbability(Kernels.Best, batch.Columns, batch.Stride, policy.LogDeviationPointer, batch.Actions, Rows, batch.LogProbability);
        var samples = new AlignedBuffer<int>(Rows);
        var pass = new MinibatchPass(policy, batch, Kernels.Best, pool, Rows);
        foreach (KlDirection direction in Enum.GetValues<KlDirection>())
            foreach (int count in new[] { 1, 5, 64, 101, Rows })
            {
                for (int i = 0; i < count; i++)
                    samples.Span[i] = ((i * 37) + 5) % Rows;
                var ratios = new Ratios();
                MinibatchSums sums = pass.Run(
                    samples.Pointer, count, new PolicyObjective { Surrogate = ratios, NeedsDivergence = true, Direction = direction, KlWeight = 1 }, null, AdvantageScale.Raw);
                Assert.Equal(count, ratios.Ones);
                Assert.Equal(0, sums.Divergence);
                Assert.Equal(0f, sums.MaxDivergence);
            }
    }

    [Fact]
    public void Acting_allocates_nothing()
    {
        ActorCritic policy = Create(shared: false, discrete: false);
        var actor = new PolicyActor(policy, 4);
        RandomStream[] streams = Streams(0, 4);
        float[] observations = new float[20], actions = new float[12];
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                actor.Act(observations, 4, deterministic: false, streams, default, actions);
                policy.Act(observations.AsSpan(0, 5), actions.AsSpan(0, 3));
            }
        }));
    }

    [Fact]
    public void Threads_that_act_at_once_get_what_each_would_get_alone()
    {
        ActorCritic policy = Create(shared: false, discrete: false, new NetworkOptions { PolicyGain = 1 });
        const int Count = 256;
        float[] observations = Dense(Count), expected = new float[Count * 3];
        for (int i = 0; i < Count; i++)
            policy.Act(observations.AsSpan(i * 5, 5), expected.AsSpan(i * 3, 3));
        var threads = new Thread[4];
        var found = new float[threads.Length][];
        for (int t = 0; t < threads.Length; t++)
        {
            float[] actions = found[t] = new float[Count * 3];
            int first = t * 50;
            threads[t] = new Thread(() =>
            {
                for (int round = 0; round < 40; round++)
                    for (int i = 0; i < Count; i++)
                    {
                        int row = (first + i) % Count;
                        policy.Act(observations.AsSpan(row * 5, 5), actions.AsSpan(row * 3, 3));
                    }
            });
            threads[t].Start();
        }

        foreach (Thread thread in threads)
            thread.Join();
        Assert.All(found, actions => Assert.Equal(expected, actions));
    }

    [Fact]
    public void Forbidden_actions_are_never_taken()
    {
        ActorCritic policy = Create(shared: false, discrete: true);
        var actor = new PolicyActor(policy, 2);
        RandomStream[] streams = Streams(0, 2);
        bool[] masks = [false, false, true, false, true, false, false, true];
        var actions = new float[2];
        var seen = new HashSet<float>();
        for (int i = 0; i < 100; i++)
        {
            actor.Act(Dense(2), 2, deterministic: i == 0, streams, masks, actions);
            Assert.Equal(2f, actions[0]);
            seen.Add(actions[1]);
        }

        Assert.Equal([0f, 3f], seen.Order());
    }

    private static float[] Act(ActorCritic policy, int rows, int first = 0)
    {
        var actions = new float[rows * policy.Distribution.ActionSize];
        new PolicyActor(policy, rows).Act(Dense(rows + first).AsSpan(first * 5), rows, deterministic: false, Streams(first, rows), default, actions);
        return actions;
    }

    private static float[] Value(ActorCritic policy)
    {
        using var pool = new WorkerPool(1);
        var values = new AlignedBuffer<float>(3);
        new PolicyEvaluator(policy, Kernels.Best, pool, 3).Values(Inputs(3).Pointer, 3, values.Pointer);
        return values.Span.ToArray();
    }

    private static RandomStream[] Streams(int first, int count) => [.. Enumerable.Range(first, count).Select(i => new RandomStream(4, StreamPurpose.Action, (uint)i))];

    private static float[] Dense(int rows)
    {
        var random = new RandomStream(6, StreamPurpose.User);
        var observations = new float[rows * 5];
        foreach (ref float value in observations.AsSpan())
            value = (float)random.NextUniform(-2, 2);
        return observations;
    }

    private static AlignedBuffer<float> Inputs(int rows)
    {
        var inputs = new AlignedBuffer<float>(rows * 16);
        float[] dense = Dense(rows);
        for (int row = 0; row < rows; row++)
            dense.AsSpan(row * 5, 5).CopyTo(inputs.Span[(row * 16)..]);
        return inputs;
    }

    /// <summary>Counts the ratios that are exactly 1.</summary>
    private sealed class Ratios : RatioFunction
    {
        private int _ones;

        public int Ones => _ones;

        internal override int Accumulate(float weight, float* ratio, float* advantage, int rows, float* value, float* slope)
        {
            Interlocked.Add(ref _ones, new Span<float>(ratio, rows).Count(1f));
            return 0;
        }
    }
}
