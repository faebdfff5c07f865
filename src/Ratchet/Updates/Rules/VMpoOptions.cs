using Ratchet.Numerics;

namespace Ratchet.Updates.Rules;

/// <summary>V-MPO (Song et al. 2019): its weights, its multipliers, its target network.</summary>
public sealed record VMpoOptions
{
    /// <summary>ε_η, the KL of the weights ψ to uniform ones on the top samples, which the temperature η keeps, 1e-6 … 10; 0.01 to 0.5 are usual.</summary>
    public Schedule EpsilonEta { get; init; } = 0.1;

    /// <summary>η at the start, in units of the advantages that the weights see, 1e-8 … 1e6; 1 is usual.</summary>
    public double InitialEta { get; init; } = 1;

    /// <summary>Share of the batch with the greatest advantages that the policy is fitted to, 0.001 … 1; 0.5 is usual.</summary>
    public double TopFraction { get; init; } = 0.5;

    /// <summary>ε_α, the mean KL to the target network that α keeps, 1e-8 … 100; 0.001 to 0.1 are usual (for distributions that are no Gaussians).</summary>
    public Schedule EpsilonAlpha { get; init; } = 0.01;

    /// <summary>α at the start, 1e-8 … 1e6; 5 is usual (for distributions that are no Gaussians).</summary>
    public double InitialAlpha { get; init; } = 5;

    /// <summary>ε_μ, the mean of the KL's part of the mean that α_μ keeps, 1e-8 … 100; 0.005 to 0.5 are usual (for Gaussians).</summary>
    public Schedule EpsilonMean { get; init; } = 0.01;

    /// <summary>ε_Σ, the mean of the KL's part of the covariance that α_Σ keeps, 1e-10 … 100; 5e-6 to 5e-4 are usual (for Gaussians).</summary>
    public Schedule EpsilonCovariance { get; init; } = 5e-5;

    /// <summary>α_μ at the start, 1e-8 … 1e6; 1 is usual (for Gaussians).</summary>
    public double InitialAlphaMean { get; init; } = 1;

    /// <summary>α_Σ at the start, 1e-8 … 1e6; 1 is usual (for Gaussians).</summary>
    public double InitialAlphaCovariance { get; init; } = 1;

    /// <summary>Step of the Adams of η and of the α, 0 … 1; 1e-4 was published, 0.01 is usual with few steps.</summary>
    public Schedule DualLearningRate { get; init; } = 0.01;

    /// <summary>T_target, gradient steps between copies of the online network to the target network, which acts, 0 … 1e9; 10 to 1000 are usual, 0 copies at the end of every batch.</summary>
    public long TargetPeriod { get; init; } = 100;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        OptionRange.Check(EpsilonEta, 1e-6, 10, "epsilon-eta");
        OptionRange.Check(InitialEta, 1e-8, 1e6, "initial-eta");
        OptionRange.Check(TopFraction, 0.001, 1, "top-fraction");
        OptionRange.Check(EpsilonAlpha, 1e-8, 100, "epsilon-alpha");
        OptionRange.Check(InitialAlpha, 1e-8, 1e6, "initial-alpha");
        OptionRange.Check(EpsilonMean, 1e-8, 100, "epsilon-mean");
        OptionRange.Check(EpsilonCovariance, 1e-10, 100, "epsilon-covariance");
        OptionRange.Check(InitialAlphaMean, 1e-8, 1e6, "initial-alpha-mean");
        OptionRange.Check(InitialAlphaCovariance, 1e-8, 1e6, "initial-alpha-covariance");
        OptionRange.Check(DualLearningRate, 0, 1, "dual-learning-rate");
        OptionRange.Check(TargetPeriod, 0, 1_000_000_000, "target-period");
    }
}
