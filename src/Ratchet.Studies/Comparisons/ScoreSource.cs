namespace Ratchet.Studies.Comparisons;

/// <summary>Where the numbers of a score come from.</summary>
public enum ScoreSource
{
    /// <summary>Returns of the episodes of training: the mean of the last 100, actions sampled (<c>rollout/ep_rew_mean</c>).</summary>
    Training,

    /// <summary>Evaluation points with sampled actions (<c>eval/mean_reward</c>).</summary>
    Sampled,

    /// <summary>Evaluation points with the most probable actions (<c>eval/deterministic_mean_reward</c>).</summary>
    Deterministic,
}
