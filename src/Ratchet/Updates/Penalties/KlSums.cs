namespace Ratchet.Updates.Penalties;

/// <summary>Which KL of many states is looked at.</summary>
internal enum KlStatistic
{
    /// <summary>The greatest.</summary>
    Max,

    /// <summary>The mean.</summary>
    Mean,
}

/// <summary>The KL over some states.</summary>
internal struct KlSums
{
    /// <summary>How many.</summary>
    public int Rows;

    /// <summary>Sum.</summary>
    public double Sum;

    /// <summary>Greatest; NaN if any is NaN.</summary>
    public float Max;

    /// <summary>The statistic.</summary>
    public readonly double Of(KlStatistic statistic) => statistic == KlStatistic.Max ? Max : Sum / Rows;

    /// <summary>Counts a state.</summary>
    public void Add(float kl)
    {
        Rows++;
        Sum += kl;
        Max = MinibatchSums.Greater(Max, kl);
    }

    /// <summary>Counts other states.</summary>
    public void Add(in KlSums other)
    {
        Rows += other.Rows;
        Sum += other.Sum;
        Max = MinibatchSums.Greater(Max, other.Max);
    }
}
