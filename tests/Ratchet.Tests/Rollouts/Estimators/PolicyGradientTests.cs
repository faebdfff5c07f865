using Ratchet.Rollouts;
using Ratchet.Rollouts.Estimators;
using Xunit;

namespace Ratchet.Tests.Rollouts.Estimators;

/// <summary>
/// E Σ_t Ψ_t ∇ln π(a_t|s_t) by enumeration of all trajectories of a small task: s_0, one of two actions, s_1 or s_2 by it, one of two
/// actions, the end. Softmax over a table of logits, so that ∂ln π(a|s)/∂θ_{s,b} = 1{a = b} − π(b|s).
/// </summary>
public sealed unsafe class PolicyGradientTests
{
    private const double Gamma = 0.9, Lambda = 0.7;

    private static readonly double[,] Logits = { { 0.3, -0.2 }, { -0.5, 0.4 }, { 0.1, 0.9 } };
    private static readonly double[,] Rewards = { { 1, -0.5 }, { 2, 0.3 }, { -1, 1.5 } };

    // With γ^t before Ψ_t it is the gradient of the discounted return; the total return has the factor in its sum. Where the rewards themselves
    // are summed to the end, whatever the critic says; where its values stand for some of them, if they are the true ones.
    [Theory]
    [InlineData(Estimator.TotalReturn, 1, false)]
    [InlineData(Estimator.ReturnToGo, 1, false)]
    [InlineData(Estimator.ReturnMinusBaseline, 1, false)]
    [InlineData(Estimator.Gae, 1, false)]
    [InlineData(Estimator.VTrace, 1, false)]
    [InlineData(Estimator.NStep, 1, false)]
    [InlineData(Estimator.Gae, Lambda, true)]
    [InlineData(Estimator.VTrace, Lambda, true)]
    [InlineData(Estimator.Q, Lambda, true)]
    [InlineData(Estimator.TdResidual, Lambda, true)]
    public void Its_mean_is_the_gradient_of_the_discounted_return(Estimator estimator, double lambda, bool trueValues)
    {
        double[] values = trueValues ? [.. Enumerable.Range(0, 3).Select(Value)] : [3, -2, 5];
        double[] mean = MeanGradient(estimator, lambda, values), exact = Gradient();
        for (int i = 0; i < exact.Length; i++)
            Assert.Equal(exact[i], mean[i], 1e-6);
    }

    // The price of the critic's values where they are wrong.
    [Theory]
    [InlineData(Estimator.TdResidual)]
    [InlineData(Estimator.Q)]
    public void With_a_wrong_critic_the_mean_is_off(Estimator estimator)
    {
        double[] mean = MeanGradient(estimator, 0, [3, -2, 5]), exact = Gradient();
        Assert.True(Math.Abs(mean[0] - exact[0]) > 0.1);
    }

    // The second step is a time limit's: with the true value of what follows the mean is still right, for all that sum to the end.
    [Theory]
    [InlineData(Estimator.TotalReturn)]
    [InlineData(Estimator.ReturnToGo)]
    [InlineData(Estimator.ReturnMinusBaseline)]
    public void Truncation_does_no_harm_where_the_successor_has_its_true_value(Estimator estimator)
    {
        double[] mean = MeanGradient(estimator, 1, [3, -2, 5], truncated: true), exact = Gradient(after: 4);
        for (int i = 0; i < exact.Length; i++)
            Assert.Equal(exact[i], mean[i], 1e-6);
    }

    private static double Probability(int state, int action) => Math.Exp(Logits[state, action]) / (Math.Exp(Logits[state, 0]) + Math.Exp(Logits[state, 1]));

    /// <summary>V^π; <paramref name="after"/> times the action's number follows the second step.</summary>
    private static double Value(int state) => (Probability(state, 0) * ActionValue(state, 0, 0)) + (Probability(state, 1) * ActionValue(state, 1, 0));

    private static double ActionValue(int state, int action, double after) => Rewards[state, action] + (Gamma * (state == 0
        ? (Probability(1 + action, 0) * ActionValue(1 + action, 0, after)) + (Probability(1 + action, 1) * ActionValue(1 + action, 1, after))
        : after * action));

    /// <summary>∂J/∂θ_{s,b} = Σ_t γ^t P(s_t = s) π(b|s) (Q(s, b) − V(s)), the policy gradient theorem.</summary>
    private static double[] Gradient(double after = 0)
    {
        var gradient = new double[6];
        for (int s = 0; s < 3; s++)
            for (int b = 0; b < 2; b++)
            {
                double visits = s == 0 ? 1 : Gamma * Probability(0, s - 1);
                double value = (Probability(s, 0) * ActionValue(s, 0, after)) + (Probability(s, 1) * ActionValue(s, 1, after));
                gradient[(2 * s) + b] = visits * Probability(s, b) * (ActionValue(s, b, after) - value);
            }

        return gradient;
    }

    private static double[] MeanGradient(Estimator kind, double lambda, double[] values, bool truncated = false)
    {
        var gradient = new double[6];
        RolloutBatch batch = EstimatorBatch.Empty(1, 2);
        PsiEstimator estimator = EstimatorBatch.Of(new EstimatorOptions { Estimator = kind }, batch);
        batch.Terminated[1] = !truncated;
        batch.Truncated[1] = truncated;
        for (int first = 0; first < 2; first++)
            for (int second = 0; second < 2; second++)
            {
                int state = 1 + first;
                (batch.Rewards[0], batch.Rewards[1]) = ((float)Rewards[0, first], (float)Rewards[state, second]);
                (batch.Values[0], batch.Values[1]) = ((float)values[0], (float)values[state]);
                batch.FinalValues[0] = 4 * second;
                estimator.Estimate(batch, Gamma, lambda, 1);
                if (kind != Estimator.TotalReturn)
                    StateDiscount.Apply(batch, Gamma);
                double weight = Probability(0, first) * Probability(state, second);
                for (int b = 0; b < 2; b++)
                {
                    gradient[b] += weight * batch.Advantages[0] * ((first == b ? 1 : 0) - Probability(0, b));
                    gradient[(2 * state) + b] += weight * batch.Advantages[1] * ((second == b ? 1 : 0) - Probability(state, b));
                }
            }

        return gradient;
    }
}
