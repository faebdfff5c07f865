namespace Ratchet.Updates;

/// <summary>
/// A function of the probability ratio ρ = π(a|s)/π_old(a|s) and the advantage A, with its derivative in ρ: what surrogates and drifts are.
/// Works on columns; samples are independent. To write one's own drift, derive <see cref="Drifts.Drift"/>.
/// </summary>
public abstract unsafe class RatioFunction
{
    private protected RatioFunction()
    {
    }

    /// <summary>Adds weight · f(ρ_i, A_i) to <paramref name="value"/> and weight · ∂f/∂ρ to <paramref name="slope"/>.</summary>
    /// <returns>In how many samples the function is active (what a drift calls clipped).</returns>
    internal abstract int Accumulate(float weight, float* ratio, float* advantage, int rows, float* value, float* slope);
}
