namespace Ratchet.BlackBox.Methods;

/// <summary>Sums from the first number to the last: one order, and so the same bits everywhere.</summary>
internal static class Sum
{
    /// <summary>Σ a_i b_i over the length of a.</summary>
    public static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Σ a_i / n.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    /// <summary>√(Σ (a_i − mean)² / n).</summary>
    public static double Deviation(ReadOnlySpan<double> values)
    {
        double mean = Mean(values), squares = 0;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / values.Length);
    }
}
