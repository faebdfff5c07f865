using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// A policy and a value function over one contiguous block of parameters. What the policy depends on comes first, so that a step on the
/// policy alone is a step on a prefix: [trunk of a shared network] [policy network] [log σ and other free parameters] [value network].
/// </summary>
public sealed unsafe class ActorCritic
{
    private readonly AlignedBuffer<float> _parameters;
    private readonly ActorPool _actors;

    /// <summary>An actor-critic with parameters of zero; see <see cref="Initialize"/>.</summary>
    public ActorCritic(NetworkOptions options, Space observationSpace, Space actionSpace)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observationSpace);
        ArgumentNullException.ThrowIfNull(actionSpace);
        options.Validate();
        Options = options;
        ObservationSpace = observationSpace;
        ActionSpace = actionSpace;
        Distribution = ActionDistributions.Create(options.Distribution, actionSpace);
        int observations = observationSpace.Size;
        int[] trunk = [observations, .. options.Hidden];
        bool shared = options.Shared && options.Hidden.Count > 0;
        int offset = 0;
        if (shared)
        {
            Trunk = new LayerStack(trunk, options.Activation, lastIsLinear: false, offset, standsOnTrunk: false);
            offset += Trunk.ParameterCount;
        }

        int[] below = shared ? [options.Hidden[^1]] : trunk;
        PolicyStack = new LayerStack([.. below, Distribution.Width], options.Activation, lastIsLinear: true, offset, shared);
        LogDeviationOffset = offset + PolicyStack.ParameterCount;
        PolicyParameterCount = LogDeviationOffset + Distribution.FreeParameters;
        ValueStack = new LayerStack([.. below, 1], options.Activation, lastIsLinear: true, PolicyParameterCount, shared);
        _parameters = new AlignedBuffer<float>(PolicyParameterCount + ValueStack.ParameterCount);
        Normalizer = new ObservationNormalizer(observations, options.NormalizeObservations, options.ObservationClip);
        _actors = new ActorPool(this);
    }

    /// <summary>Shape and start.</summary>
    public NetworkOptions Options { get; }

    /// <summary>What it sees.</summary>
    public Space ObservationSpace { get; }

    /// <summary>What it does.</summary>
    public Space ActionSpace { get; }

    /// <summary>All parameters; after writing to them call <see cref="ParametersChanged"/>.</summary>
    public Span<float> Parameters => _parameters.Span;

    /// <summary>How many parameters the policy depends on: a prefix of <see cref="Parameters"/>.</summary>
    public int PolicyParameterCount { get; }

    /// <summary>The observation normaliser: part of the policy, frozen while it acts.</summary>
    public ObservationNormalizer Normalizer { get; }

    /// <summary>Log σ of a Gaussian policy (empty for others; of a full covariance, the logarithms of its factor's diagonal).</summary>
    public Span<float> LogDeviation => Parameters.Slice(LogDeviationOffset, Distribution.LogDeviations);

    /// <summary>Mean over the dimensions of the action of e to the power of <see cref="LogDeviation"/>; NaN where there is none.</summary>
    public double MeanDeviation
    {
        get
        {
            double sum = 0;
            foreach (float logDeviation in LogDeviation)
                sum += Real.Exp(logDeviation);
            return LogDeviation.IsEmpty ? double.NaN : sum / LogDeviation.Length;
        }
    }

    /// <summary>The distribution's parameters that no network gives: log σ, and what stands behind it.</summary>
    internal Span<float> FreeParameters => Parameters.Slice(LogDeviationOffset, Distribution.FreeParameters);

    internal ActionDistribution Distribution { get; }

    internal LayerStack? Trunk { get; }

    internal LayerStack PolicyStack { get; }

    internal LayerStack ValueStack { get; }

    internal int LogDeviationOffset { get; }

    internal float* ParameterPointer => _parameters.Pointer;

    internal float* LogDeviationPointer => Distribution.FreeParameters == 0 ? null : _parameters.Pointer + LogDeviationOffset;

    /// <summary>Orthogonal weights, zero biases, the initial log σ.</summary>
    public void Initialize(ulong seed)
    {
        var policyRandom = new RandomStream(seed, StreamPurpose.Initialization, 0);
        var valueRandom = new RandomStream(seed, StreamPurpose.Initialization, 1);
        Trunk?.Initialize(Parameters, Options.HiddenGain, Options.HiddenGain, ref policyRandom);
        PolicyStack.Initialize(Parameters, Options.HiddenGain, Options.PolicyGain, ref policyRandom);
        ValueStack.Initialize(Parameters, Options.HiddenGain, Options.ValueGain, ref valueRandom);
        FreeParameters.Clear();
        LogDeviation.Fill((float)Options.InitialLogDeviation);
        ParametersChanged();
    }

    /// <summary>
    /// The most probable action for one raw observation, as the environment takes it. Allocates nothing once warm, and any number of threads
    /// may call at once as long as nobody changes the parameters. For batches, samples and masks see <see cref="PolicyActor"/>.
    /// </summary>
    public void Act(ReadOnlySpan<float> observation, Span<float> action)
    {
        PolicyActor actor = _actors.Rent();
        actor.Act(observation, action);
        _actors.Return(actor);
    }

    /// <summary>Brings the working copies up to date after the parameters were written to.</summary>
    public void ParametersChanged()
    {
        Trunk?.Pack(Kernels.Best, ParameterPointer);
        PolicyStack.Pack(Kernels.Best, ParameterPointer);
        ValueStack.Pack(Kernels.Best, ParameterPointer);
    }

    /// <summary>Keeps log σ within its floor and ceiling: called after every step, so that its gradient never dies at a bound.</summary>
    internal void ClampLogDeviation()
    {
        float floor = (float)Options.LogDeviationFloor, ceiling = (float)Options.LogDeviationCeiling;
        foreach (ref float value in LogDeviation)
        {
            if (value < floor)
                value = floor;
            if (value > ceiling)
                value = ceiling;
        }
    }

    /// <summary>Takes over the policy's parameters and normaliser statistics (not the value network's parameters).</summary>
    internal void CopyPolicyFrom(ActorCritic source)
    {
        source.Parameters[..PolicyParameterCount].CopyTo(Parameters);
        Normalizer.CopyStatisticsFrom(source.Normalizer);
        ParametersChanged();
    }
}
