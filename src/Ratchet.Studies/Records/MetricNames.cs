namespace Ratchet.Studies.Records;

/// <summary>Names of the numbers that studies, figures and findings look at; a test holds them to <see cref="Ratchet.Training.Metrics.MetricTable"/>.</summary>
public static class MetricNames
{
    /// <summary>Environment steps so far.</summary>
    public const string Steps = "time/total_timesteps";

    /// <summary>Seconds of training so far.</summary>
    public const string Seconds = "time/time_elapsed";

    /// <summary>Seconds of an iteration in the environments' steps.</summary>
    public const string EnvironmentSeconds = "time/environment_seconds";

    /// <summary>Seconds of an iteration in the rest of collecting.</summary>
    public const string InferenceSeconds = "time/inference_seconds";

    /// <summary>Seconds of an iteration in learning.</summary>
    public const string UpdateSeconds = "time/update_seconds";

    /// <summary>Return of the last 100 episodes of training.</summary>
    public const string Return = "rollout/ep_rew_mean";

    /// <summary>Return at an evaluation point, actions sampled.</summary>
    public const string SampledReturn = "eval/mean_reward";

    /// <summary>Return at an evaluation point, most probable actions.</summary>
    public const string DeterministicReturn = "eval/deterministic_mean_reward";

    /// <summary>Greatest KL of an update.</summary>
    public const string MaxKl = "train/max_kl";

    /// <summary>Steps of the fixup phase of an update.</summary>
    public const string FixupSteps = "train/fixup_steps";

    /// <summary>β after an update.</summary>
    public const string Beta = "train/beta";

    /// <summary>Mean entropy of the policy.</summary>
    public const string Entropy = "train/entropy";

    /// <summary>Mean σ of the policy.</summary>
    public const string Deviation = "train/std";
}
