using static Ratchet.Tests.Updates.ReadingEditions.Scalar;

namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>An update of DPO (Lu et al. 2022; mirror learning facts, §2.2): PPO's loop around rA − f(r, A), f in closed form.</summary>
internal sealed class DpoUpdate(TinyActorCritic network, ClippedAdam adam, double alpha, double beta, double valueCoefficient)
{
    /// <inheritdoc cref="PpoUpdate.Run"/>
    public void Run(ReadingBatch batch, int epochs, Func<int[][]> shuffle)
    {
        double[] old = adam.Theta;
        double[] oldLogProbability = [.. batch.Samples.Select(i => network.Policy(old, batch.Observations[i]).LogProbability(batch.Actions[i]).Value)];
        for (int epoch = 0; epoch < epochs; epoch++)
            foreach (int[] minibatch in shuffle())
            {
                Scalar[] theta = Variables(adam.Theta);
                double[] advantage = ReadingBatch.Normalized([.. minibatch.Select(i => batch.Advantages[i])]);
                Scalar[] loss = [.. minibatch.Select((i, k) =>
                {
                    Scalar logR = network.Policy(theta, batch.Observations[i]).LogProbability(batch.Actions[i]) - oldLogProbability[i];
                    Scalar r = Exp(logR), f = Drift(r, logR, advantage[k]);
                    Scalar value = Square(network.Value(theta, batch.Observations[i]) - batch.Returns[i]);
                    return -((r * advantage[k]) - f) + (valueCoefficient * value);
                })];
                adam.Step(Mean(loss).Gradient(theta));
            }
    }

    /// <summary>ReLU(u − α tanh(u/α)), u = (r − 1) A, where A ≥ 0; ReLU(u − β tanh(u/β)), u = ln r · A, where A &lt; 0.</summary>
    private Scalar Drift(Scalar r, Scalar logR, double a)
    {
        Scalar u = a >= 0 ? (r - 1) * a : logR * a;
        double scale = a >= 0 ? alpha : beta;
        return Max(0, u - (scale * Tanh(u / scale)));
    }
}
