namespace Ratchet.Rollouts.Estimators;

/// <summary>
/// Ψ_t ← γ^t Ψ_t, t counted from the episode's start (also when that was in an earlier batch): with it the policy gradient is that of the
/// discounted return of an episode (Sutton and Barto 2018, §13.3; I in their one-step actor-critic). Without it late steps weigh as much as early ones.
/// </summary>
internal static unsafe class StateDiscount
{
    /// <summary>Weighs the advantages of a batch.</summary>
    public static void Apply(RolloutBatch batch, double discount)
    {
        int n = batch.Environments;
        for (int e = 0; e < n; e++)
        {
            double weight = Power(discount, batch.StepsBefore[e]);
            for (int row = e; row < batch.Rows; row += n)
            {
                batch.Advantages[row] *= (float)weight;
                weight = batch.Terminated[row] || batch.Truncated[row] ? 1 : weight * discount;
            }
        }
    }

    /// <summary>x^n by squaring.</summary>
    private static double Power(double x, long n)
    {
        double power = 1;
        for (; n > 0; n >>= 1, x *= x)
            if ((n & 1) != 0)
                power *= x;
        return power;
    }
}
