using Ratchet.Rollouts;

namespace Ratchet.Updates;

/// <summary>(A − mean) / (deviation + 1e-8), the deviation being the sample's (n − 1).</summary>
internal static unsafe class AdvantageNormalization
{
    private const double Epsilon = 1e-8;

    /// <summary>Over the whole batch.</summary>
    public static AdvantageScale OfBatch(RolloutBatch batch)
    {
        double sum = 0, squares = 0;
        for (int i = 0; i < batch.Rows; i++)
            sum += batch.Advantages[i];
        double mean = sum / batch.Rows;
        for (int i = 0; i < batch.Rows; i++)
            squares += (batch.Advantages[i] - mean) * (batch.Advantages[i] - mean);
        return Scale(mean, squares, batch.Rows);
    }

    /// <summary>Over some rows.</summary>
    public static AdvantageScale Of(RolloutBatch batch, int* rows, int count)
    {
        double sum = 0, squares = 0;
        for (int i = 0; i < count; i++)
            sum += batch.Advantages[rows[i]];
        double mean = sum / count;
        for (int i = 0; i < count; i++)
            squares += (batch.Advantages[rows[i]] - mean) * (batch.Advantages[rows[i]] - mean);
        return Scale(mean, squares, count);
    }

    private static AdvantageScale Scale(double mean, double squares, int count) =>
        count < 2 ? AdvantageScale.Raw : new AdvantageScale((float)mean, (float)(1 / (Math.Sqrt(squares / (count - 1)) + Epsilon)));
}
