using Ratchet.Numerics;
using Ratchet.Rollouts;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;

namespace Ratchet.Updates.Surrogates;

/// <summary>
/// What V-MPO fits the policy to: L_π = −Σ_top ψ_i ln π(a_i|s_i) with the weights ψ of the present temperature η, which a dual variable follows
/// (<see cref="ExponentialWeights"/>). ψ is that of the whole batch: a minibatch sees its samples' shares of it.
/// </summary>
internal sealed unsafe class WeightedLikelihood : IUpdateState
{
    private readonly VMpoOptions _options;
    private readonly RolloutBatch _batch;
    private readonly TargetNetwork _target;
    private readonly RunClock _clock;
    private readonly ExponentialWeights _weights;
    private readonly DualVariable _temperature;

    /// <summary>The likelihood at its first temperature.</summary>
    /// <param name="context">What it works on.</param>
    /// <param name="options">ε_η, the start, the share of the top.</param>
    /// <param name="target">Which knows what is stale.</param>
    public WeightedLikelihood(UpdateContext context, VMpoOptions options, TargetNetwork target)
    {
        _options = options;
        _batch = context.Batch;
        _target = target;
        _clock = context.Clock;
        _weights = new ExponentialWeights(context.Batch.Rows, options.TopFraction, context.Kernels);
        _temperature = new DualVariable(options.InitialEta, name: "the temperature η");
    }

    /// <summary>η.</summary>
    public double Temperature => _temperature.Value;

    /// <inheritdoc/>
    public int StateSize => DualVariable.StateSize;

    /// <summary>The batch's advantages are there, or new.</summary>
    public void Choose(AdvantageScale scale) => _weights.Choose(_batch.Advantages, scale);

    /// <summary>Before a step: ψ at the present temperature.</summary>
    public void BeforeStep(PolicyObjective objective)
    {
        _weights.Weigh(_temperature.Value, _target.LogImportance);
        objective.RowWeights = _weights.Weights;
    }

    /// <summary>After a step on θ: η goes down the slope of L_η, that from before the step.</summary>
    public void AfterStep() => _temperature.Step(_weights.Slope(_options.EpsilonEta.At(_clock)), _options.DualLearningRate.At(_clock));

    /// <inheritdoc/>
    public void Save(Span<double> state) => _temperature.Save(state);

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<double> state) => _temperature.Load(state);
}
