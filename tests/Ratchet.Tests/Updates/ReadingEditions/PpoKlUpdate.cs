using static Ratchet.Tests.Updates.ReadingEditions.Scalar;

namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>An update of PPO with a KL penalty, fixed or adaptive (Schulman et al. 2017, section 4; trust-region facts, §3.1).</summary>
internal sealed class PpoKlUpdate(TinyActorCritic network, ClippedAdam adam, double beta, double? target, double valueCoefficient)
{
    /// <summary>β.</summary>
    public double Beta { get; private set; } = beta;

    /// <inheritdoc cref="PpoUpdate.Run"/>
    public void Run(ReadingBatch batch, int epochs, Func<int[][]> shuffle)
    {
        double[] oldTheta = adam.Theta;
        TinyPolicy[] old = Array.ConvertAll(batch.Observations, observation => network.Policy(oldTheta, observation));
        for (int epoch = 0; epoch < epochs; epoch++)
            foreach (int[] minibatch in shuffle())
            {
                Scalar[] theta = Variables(adam.Theta);
                double[] advantage = ReadingBatch.Normalized([.. minibatch.Select(i => batch.Advantages[i])]);
                Scalar[] loss = [.. minibatch.Select((i, k) =>
                {
                    TinyPolicy policy = network.Policy(theta, batch.Observations[i]);
                    Scalar r = Exp(policy.LogProbability(batch.Actions[i]) - old[i].LogProbability(batch.Actions[i]).Value);
                    Scalar objective = (r * advantage[k]) - (Beta * policy.DivergenceFrom(old[i]));                         // L^KLPEN, eq. 8
                    return (valueCoefficient * Square(network.Value(theta, batch.Observations[i]) - batch.Returns[i])) - objective;
                })];
                adam.Step(Mean(loss).Gradient(theta));
            }

        if (target is { } wanted)
            Adapt(batch.Samples.Average(i => network.Policy(adam.Theta, batch.Observations[i]).DivergenceFrom(old[i]).Value), wanted);
    }

    /// <summary>"Compute d. If d &lt; d_targ / 1.5, β ← β / 2. If d > d_targ × 1.5, β ← β × 2."</summary>
    private void Adapt(double d, double wanted)
    {
        if (d < wanted / 1.5)
            Beta /= 2;
        if (d > wanted * 1.5)
            Beta *= 2;
    }
}
