namespace Ratchet.Updates.Surrogates;

/// <summary>ρ · A: the improvement of π over π_old to first order (Schulman et al. 2015, eq. 14).</summary>
internal sealed unsafe class ImportanceSampledAdvantage : RatioFunction
{
    /// <inheritdoc/>
    internal override int Accumulate(float weight, float* ratio, float* advantage, int rows, float* value, float* slope)
    {
        for (int i = 0; i < rows; i++)
        {
            value[i] += weight * ratio[i] * advantage[i];
            slope[i] += weight * advantage[i];
        }

        return rows;
    }
}
