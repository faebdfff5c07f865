namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>
/// Steps 0, 1, … of one environment, the last of which is cut. <see cref="NextValues"/>[t] is the value of the true successor of step t, the
/// observation before any reset.
/// </summary>
internal sealed record Steps(double[] Rewards, double[] Values, double[] NextValues, bool[] Terminated, bool[] Truncated, double Gamma)
{
    /// <summary>The last step of the episode that step t belongs to, within the rollout.</summary>
    public int End(int t) => Terminated[t] || Truncated[t] || t == Rewards.Length - 1 ? t : End(t + 1);

    /// <summary>The first step of the episode that step t belongs to, within the rollout.</summary>
    public int Start(int t) => t == 0 || Terminated[t - 1] || Truncated[t - 1] ? t : Start(t - 1);

    /// <summary>V of the true successor of step t, 0 if step t is terminated (which wins over truncated).</summary>
    public double Bootstrap(int t) => Terminated[t] ? 0 : NextValues[t];
}
