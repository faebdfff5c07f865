using static Ratchet.Tests.Updates.ReadingEditions.Scalar;

namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>An update of PPO-clip (Schulman et al. 2017, Algorithm 1: "optimize surrogate L wrt θ, with K epochs and minibatch size M").</summary>
internal sealed class PpoUpdate(TinyActorCritic network, ClippedAdam adam, double epsilon, double c1, double c2)
{
    /// <param name="batch">Collected with θ_old = θ.</param>
    /// <param name="epochs">K.</param>
    /// <param name="shuffle">Cuts the batch into minibatches, anew for each epoch.</param>
    public void Run(ReadingBatch batch, int epochs, Func<int[][]> shuffle)
    {
        double[] old = adam.Theta;
        double[] oldLogProbability = [.. batch.Samples.Select(i => network.Policy(old, batch.Observations[i]).LogProbability(batch.Actions[i]).Value)];
        for (int epoch = 0; epoch < epochs; epoch++)
            foreach (int[] minibatch in shuffle())
            {
                Scalar[] theta = Variables(adam.Theta);
                double[] advantage = ReadingBatch.Normalized([.. minibatch.Select(i => batch.Advantages[i])]);
                Scalar[] objective = [.. minibatch.Select((i, k) =>
                {
                    TinyPolicy policy = network.Policy(theta, batch.Observations[i]);
                    Scalar r = Exp(policy.LogProbability(batch.Actions[i]) - oldLogProbability[i]);                           // r(θ), before eq. 6
                    Scalar clip = Min(r * advantage[k], Clip(r, 1 - epsilon, 1 + epsilon) * advantage[k]);                    // L^CLIP, eq. 7
                    Scalar value = Square(network.Value(theta, batch.Observations[i]) - batch.Returns[i]);                     // L^VF
                    return clip - (c1 * value) + (c2 * policy.Entropy());                                                      // L^{CLIP+VF+S}, eq. 9
                })];
                adam.Step((-Mean(objective)).Gradient(theta));
            }
    }
}
