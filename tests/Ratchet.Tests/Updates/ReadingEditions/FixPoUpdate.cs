using Ratchet.Tests.Numerics.ReadingEditions;
using static Ratchet.Tests.Updates.ReadingEditions.Scalar;

namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>An update of FixPO (Zentner et al. 2023, Algorithm 1; trust-region facts, §1.1 and §1.2), advantages normalised over the batch.</summary>
internal sealed class FixPoUpdate(TinyActorCritic network, ClippedAdam adam, AdamReading multiplier, double epsilonKl, double cBeta, double valueCoefficient)
{
    private double[] _old = [];

    /// <summary>β.</summary>
    public double Beta => multiplier.Parameter;

    /// <summary>Steps that fixup phases took.</summary>
    public int FixupSteps { get; private set; }

    /// <param name="batch">Collected with θ′ = θ.</param>
    /// <param name="epochs">Each with a primary and a fixup phase.</param>
    /// <param name="shuffle">Cuts the batch into minibatches of the primary phase, anew at each call.</param>
    /// <param name="shuffleForFixup">Likewise those of the fixup phase.</param>
    public void Run(ReadingBatch batch, int epochs, Func<int[][]> shuffle, Func<int[][]> shuffleForFixup)
    {
        _old = adam.Theta;
        double[] oldLogProbability = [.. batch.Samples.Select(i => network.Policy(_old, batch.Observations[i]).LogProbability(batch.Actions[i]).Value)];
        double[] advantage = ReadingBatch.Normalized(batch.Advantages);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            foreach (int[] minibatch in shuffle())
            {
                Scalar[] theta = Variables(adam.Theta);
                Scalar policy = -Mean(Array.ConvertAll(minibatch, i =>
                    Exp(network.Policy(theta, batch.Observations[i]).LogProbability(batch.Actions[i]) - oldLogProbability[i]) * advantage[i]));  // L_π, eq. 3
                Scalar value = Mean(Array.ConvertAll(minibatch, i => Square(network.Value(theta, batch.Observations[i]) - batch.Returns[i])));  // L_VF
                Scalar[] divergence = Divergences(theta, batch, minibatch);
                Scalar loss = policy + (valueCoefficient * value) + (Beta * Mean(divergence));                                                  // L_θ, eq. 5
                adam.Step(loss.Gradient(theta));
                StepMultiplier(divergence);
            }

            // A sweep without a violation takes no step: looking at the whole batch is the same.
            while (IsBeyond(Divergences(Variables(adam.Theta), batch, batch.Samples)))
                foreach (int[] minibatch in shuffleForFixup())
                {
                    Scalar[] theta = Variables(adam.Theta);
                    Scalar[] divergence = Divergences(theta, batch, minibatch);
                    if (!IsBeyond(divergence))
                        continue;
                    adam.Step((Beta * Mean(divergence)).Gradient(theta));
                    StepMultiplier(divergence);
                    FixupSteps++;
                }
        }
    }

    /// <summary>β ← Adam on L_β = β sg[ε_KL − C_β max KL] (eq. 4), at least 0; the KL is from before the step on θ.</summary>
    private void StepMultiplier(Scalar[] divergence)
    {
        multiplier.Step(epsilonKl - (cBeta * divergence.Max(kl => kl.Value)));
        multiplier.Parameter = Math.Max(0, multiplier.Parameter);
    }

    private Scalar[] Divergences(Scalar[] theta, ReadingBatch batch, IEnumerable<int> samples) =>
        [.. samples.Select(i => network.Policy(theta, batch.Observations[i]).DivergenceFrom(network.Policy(_old, batch.Observations[i])))];

    private bool IsBeyond(Scalar[] divergence) => divergence.Any(kl => kl.Value > epsilonKl);
}
