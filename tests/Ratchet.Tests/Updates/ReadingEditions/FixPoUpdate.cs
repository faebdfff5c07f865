using Ratchet.Tests.Numerics.ReadingEditions;
using static Ratchet.Tests.Updates.ReadingEditions.Scalar;

namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>An update of FixPO and of its ablations (Zentner et al. 2023, Algorithm 1; trust-region facts, §1.1, §1.2, §1.4), advantages normalised over the batch.</summary>
internal sealed class FixPoUpdate(TinyActorCritic network, ClippedAdam adam, FixPoReadingOptions options)
{
    private readonly AdamReading _multiplier = new(options.InitialBeta, options.BetaLearningRate, 0.9, 0.999, 1e-8, 0);
    private TinyPolicy[] _old = [];

    /// <summary>β.</summary>
    public double Beta => _multiplier.Parameter;

    /// <summary>Steps that fixup phases took.</summary>
    public int FixupSteps { get; private set; }

    /// <param name="batch">Collected with θ′ = θ.</param>
    /// <param name="epochs">Each a primary phase.</param>
    /// <param name="shuffle">Cuts the batch into minibatches of the primary phase, anew at each call.</param>
    /// <param name="shuffleForFixup">Likewise those of the fixup phase.</param>
    public void Run(ReadingBatch batch, int epochs, Func<int[][]> shuffle, Func<int[][]> shuffleForFixup)
    {
        Scalar[] oldTheta = Variables(adam.Theta);
        _old = Array.ConvertAll(batch.Observations, observation => network.Policy(oldTheta, observation));
        double[] oldLogProbability = [.. _old.Select((policy, i) => policy.LogProbability(batch.Actions[i]).Value)];
        double[] oldValue = Array.ConvertAll(batch.Observations, observation => network.Value(oldTheta, observation).Value);
        double[] advantage = ReadingBatch.Normalized(batch.Advantages);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            foreach (int[] minibatch in shuffle())
            {
                Scalar[] theta = Variables(adam.Theta);
                Scalar policy = -Mean(Array.ConvertAll(minibatch, i =>
                    Exp(network.Policy(theta, batch.Observations[i]).LogProbability(batch.Actions[i]) - oldLogProbability[i]) * advantage[i]));  // L_π, eq. 3
                Scalar value = Mean(Array.ConvertAll(minibatch, i =>
                {
                    Scalar v = network.Value(theta, batch.Observations[i]);
                    Scalar clipped = oldValue[i] + Clip(v - oldValue[i], -options.ValueClip, options.ValueClip);
                    return Max(Square(batch.Returns[i] - v), Square(batch.Returns[i] - clipped));                                               // L_VF
                }));
                Scalar[] divergence = Divergences(theta, batch, minibatch);
                Scalar loss = policy + (options.ValueCoefficient * value) + (Beta * Mean(divergence));                                          // L_θ, eq. 5
                adam.Step(loss.Gradient(theta));
                StepMultiplier(divergence);
            }

            if (options.Fixup == FixupPhase.EveryEpoch || (options.Fixup == FixupPhase.LastEpoch && epoch == epochs))
                Fixup(batch, shuffleForFixup);
        }
    }

    /// <summary>Until the constraint holds, steps on β L_KL alone, the same Adam's.</summary>
    private void Fixup(ReadingBatch batch, Func<int[][]> shuffle)
    {
        // A sweep without a violation takes no step: looking at the whole batch is the same.
        while (Statistic(Divergences(Variables(adam.Theta), batch, batch.Samples)) > options.EpsilonKl)
            foreach (int[] minibatch in shuffle())
            {
                Scalar[] theta = Variables(adam.Theta);
                Scalar[] divergence = Divergences(theta, batch, minibatch);
                if (Statistic(divergence) <= options.EpsilonKl)
                    continue;
                adam.Step((Beta * Mean(divergence)).Gradient(theta));
                StepMultiplier(divergence);
                FixupSteps++;
            }
    }

    /// <summary>β ← Adam on L_β = β sg[ε_KL − C_β max KL] (eq. 4), at least 0; the KL is from before the step on θ.</summary>
    private void StepMultiplier(Scalar[] divergence)
    {
        _multiplier.Step(options.EpsilonKl - (options.CBeta * Statistic(divergence)));
        _multiplier.Parameter = Math.Max(0, _multiplier.Parameter);
    }

    private Scalar[] Divergences(Scalar[] theta, ReadingBatch batch, IEnumerable<int> samples) =>
        [.. samples.Select(i => network.Policy(theta, batch.Observations[i]).DivergenceFrom(_old[i]))];

    private double Statistic(Scalar[] divergence) => options.OfMean ? divergence.Average(kl => kl.Value) : divergence.Max(kl => kl.Value);
}

/// <summary>When a fixup phase runs.</summary>
internal enum FixupPhase
{
    /// <summary>After every epoch, inside the epoch loop.</summary>
    EveryEpoch,

    /// <summary>After the last epoch.</summary>
    LastEpoch,

    /// <summary>Not at all.</summary>
    Never,
}

/// <summary>ε_KL, C_β, γ_β, β at the start, whether the mean KL is limited in the place of the greatest, the fixup phase, c_vf and the value clip.</summary>
internal sealed record FixPoReadingOptions(
    double EpsilonKl, double CBeta, double BetaLearningRate, double InitialBeta, bool OfMean, FixupPhase Fixup, double ValueCoefficient, double ValueClip);
