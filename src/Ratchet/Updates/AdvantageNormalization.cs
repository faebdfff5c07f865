using Ratchet.Rollouts;

namespace Ratchet.Updates;

/// <summary>(A − mean) / (deviation + 1e-8), the deviation being the sample's (n − 1).</summary>
internal static unsafe class AdvantageNormalization
{
    private const double Epsilon = 1e-8;

    /// <summary>Over the whole batch.</summary>
    public static AdvantageScale OfBatch(RolloutBatch batch) => Of(batch, null, batch.Rows);

    /// <summary>Over some rows.</summary>
    /// <param name="batch">With its advantages in place.</param>
    /// <param name="rows">Which rows; null for 0, 1, 2 …</param>
    /// <param name="count">How many.</param>
    public static AdvantageScale Of(RolloutBatch batch, int* rows, int count)
    {
        float* advantages = batch.Advantages;
        double sum = 0, squares = 0;
        for (int i = 0; i < count; i++)
            sum += advantages[rows is null ? i : rows[i]];
        double mean = sum / count;
        for (int i = 0; i < count; i++)
        {
            double deviation = advantages[rows is null ? i : rows[i]] - mean;
            squares += deviation * deviation;
        }

        return count < 2 ? AdvantageScale.Raw : new AdvantageScale((float)mean, (float)(1 / (Math.Sqrt(squares / (count - 1)) + Epsilon)));
    }
}
