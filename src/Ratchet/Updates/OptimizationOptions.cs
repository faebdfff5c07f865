using Ratchet.Numerics;

namespace Ratchet.Updates;

/// <summary>What advantages are divided by before the objective sees them.</summary>
public enum AdvantageUnit
{
    /// <summary>Raw reward units: β, ε and γ_β of FixPO's MuJoCo settings are calibrated to them.</summary>
    Raw,

    /// <summary>Mean 0, deviation 1 over the whole batch.</summary>
    Batch,

    /// <summary>Mean 0, deviation 1 over each minibatch.</summary>
    Minibatch,
}

/// <summary>What makes a step of a gradient g.</summary>
public enum Optimizer
{
    /// <summary>Adam (Kingma and Ba 2015): θ ← θ − γ m̂ / (√v̂ + ε).</summary>
    Adam,

    /// <summary>RMSprop as PyTorch has it: v ← αv + (1 − α)g² from 0, θ ← θ − γ g / (√v + ε).</summary>
    RmsProp,

    /// <summary>RMSprop as TensorFlow has it: v from 1, θ ← θ − γ g / √(v + ε); its first steps are much shorter.</summary>
    RmsPropTf,

    /// <summary>Gradient descent: θ ← θ − γ g.</summary>
    Sgd,
}

/// <summary>Steps along gradients, the policy's and the critic's: the optimiser, its epochs over shuffled minibatches, and what is added to the objective.</summary>
public sealed record OptimizationOptions
{
    /// <summary>Passes over a batch, 1 … 1000; 4 to 20 are usual.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Samples in a minibatch, at least 2; a short last minibatch is merged into the one before it.</summary>
    public int Minibatch { get; init; } = 64;

    /// <summary>γ_θ, the step of the optimiser, 0 … 1; linear(3e-4, 0) is usual.</summary>
    public Schedule LearningRate { get; init; } = Schedule.Linear(3e-4, 0);

    /// <summary>What makes a step of a gradient; adam is usual, rmsprop for a2c.</summary>
    public Optimizer Optimizer { get; init; }

    /// <summary>α of rmsprop and rmsprop-tf, the decay of the mean square, 0 … 0.999999; 0.99 is usual.</summary>
    public Schedule RmsPropAlpha { get; init; } = 0.99;

    /// <summary>ε of rmsprop (outside the root) and rmsprop-tf (inside), 1e-12 … 1; 1e-5 is usual.</summary>
    public Schedule RmsPropEpsilon { get; init; } = 1e-5;

    /// <summary>Adam's β1, 0 … 0.9999; 0.9 is usual.</summary>
    public Schedule AdamBeta1 { get; init; } = 0.9;

    /// <summary>Adam's β2, 0 … 0.999999; 0.999 is usual.</summary>
    public Schedule AdamBeta2 { get; init; } = 0.999;

    /// <summary>Adam's ε, 1e-12 … 1; 1e-5 or 1e-8 are usual.</summary>
    public Schedule AdamEpsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay (AdamW; the same for the other optimisers), 0 … 1; 0 is usual.</summary>
    public Schedule WeightDecay { get; init; } = 0;

    /// <summary>Passes over a batch in which the value network learns alone, before the policy does, 0 … 1000; 0 lets both learn in the same steps, which is usual.</summary>
    public int ValueEpochs { get; init; }

    /// <summary>Step of the optimiser in the value network's own passes, 0 … 1; 3e-4 to 1e-3 are usual.</summary>
    public Schedule ValueLearningRate { get; init; } = 3e-4;

    /// <summary>c_vf, weight of the value loss, 0 … 100; 0.5 is usual.</summary>
    public Schedule ValueCoefficient { get; init; } = 0.5;

    /// <summary>Value clipping range, 0 … 1000; 0 switches it off.</summary>
    public Schedule ValueClip { get; init; } = 0;

    /// <summary>c_ent, weight of the entropy bonus, 0 … 10; 0 is usual.</summary>
    public Schedule EntropyCoefficient { get; init; } = 0;

    /// <summary>Joint gradient norm is clipped to this, 0 … 1e6; 0.5 is usual, 0 switches it off.</summary>
    public Schedule MaxGradientNorm { get; init; } = 0.5;

    /// <summary>Unit of the advantages.</summary>
    public AdvantageUnit AdvantageUnit { get; init; } = AdvantageUnit.Minibatch;

    /// <summary>Computes values and advantages anew before every epoch after the first.</summary>
    public bool RecomputeAdvantages { get; init; }

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(Epochs, 1, 1000, "epochs");
        OptionRange.Check(Minibatch, 2, int.MaxValue, "minibatch");
        OptionRange.Check(LearningRate, 0, 1, "learning-rate");
        OptionRange.Check(RmsPropAlpha, 0, 0.999999, "rmsprop-alpha");
        OptionRange.Check(RmsPropEpsilon, 1e-12, 1, "rmsprop-epsilon");
        OptionRange.Check(ValueEpochs, 0, 1000, "value-epochs");
        OptionRange.Check(ValueLearningRate, 0, 1, "value-learning-rate");
        OptionRange.Check(AdamBeta1, 0, 0.9999, "adam-beta1");
        OptionRange.Check(AdamBeta2, 0, 0.999999, "adam-beta2");
        OptionRange.Check(AdamEpsilon, 1e-12, 1, "adam-epsilon");
        OptionRange.Check(WeightDecay, 0, 1, "weight-decay");
        OptionRange.Check(ValueCoefficient, 0, 100, "value-coefficient");
        OptionRange.Check(ValueClip, 0, 1000, "value-clip");
        OptionRange.Check(EntropyCoefficient, 0, 10, "entropy-coefficient");
        OptionRange.Check(MaxGradientNorm, 0, 1e6, "max-gradient-norm");
    }
}
