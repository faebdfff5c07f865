namespace Ratchet.Training.Metrics;

/// <summary>
/// Every number that a run tells of itself, once: <c>metrics.jsonl</c>, the sinks beside it and the page of the run's folder follow these tables.
/// Names are those of Stable-Baselines3's logger where it has the number; the library's own ones join them in the same style.
/// </summary>
public static class MetricTable
{
    /// <summary>Environment steps so far.</summary>
    internal static readonly Metric<IterationMetrics> Steps = Whole("time/total_timesteps", "steps", "Environment steps so far.", m => m.Steps);

    /// <summary>Seconds of training so far.</summary>
    internal static readonly Metric<IterationMetrics> Seconds =
        OfMachine("time/time_elapsed", "s", "Time of training so far, over all processes of the run; evaluation points and exports are left out.", m => m.Seconds);

    private static readonly Metric<IterationMetrics> StepsPerSecond = OfMachine("time/fps", "steps/s", "Steps so far over the time so far.", m => m.Steps / m.Seconds);

    private static readonly Metric<IterationMetrics> MeanReturn =
        Real("rollout/ep_rew_mean", "", "Undiscounted return of an episode: mean of the last 100 finished ones.", m => m.MeanReturn);

    /// <summary>The numbers of an iteration, in the order in which they are written.</summary>
    public static IReadOnlyList<Metric<IterationMetrics>> OfIteration { get; } =
    [
        Whole("time/iterations", "", "Iterations so far: batches collected and learnt from.", m => m.Iteration),
        Steps,
        Seconds,
        StepsPerSecond,
        OfMachine("time/environment_seconds", "s", "Time of this iteration in the environments' steps.", m => m.EnvironmentSeconds),
        OfMachine("time/inference_seconds", "s", "Time of this iteration in the rest of collecting: normalising, the policy, sampling, bookkeeping.", m => m.InferenceSeconds),
        OfMachine("time/update_seconds", "s", "Time of this iteration in learning: values, advantages, gradients, the audit.", m => m.UpdateSeconds),
        OfMachine("time/environment_fps", "steps/s", "The batch's steps over the time in the environments.", m => m.BatchSteps / m.EnvironmentSeconds),
        OfMachine("time/inference_fps", "steps/s", "The batch's steps over the time in the rest of collecting.", m => m.BatchSteps / m.InferenceSeconds),
        OfMachine("time/update_fps", "steps/s", "The batch's steps over the time in learning.", m => m.BatchSteps / m.UpdateSeconds),
        OfMachine("time/shared_seconds", "s", "Time of this iteration in which there was work for more than one thread, whether there was one to take it or not.", m => m.SharedSeconds),
        OfMachine("time/waiting_seconds", "s", "Of it, the time in which the training's own thread waited for the others.", m => m.WaitingSeconds),
        OfMachine("time/evaluation_seconds", "s", "Time in evaluation points since the line before, which the time of training leaves out.", m => m.EvaluationSeconds),
        OfMachine("time/checkpoint_seconds", "s", "Time in checkpoints and exports since the line before.", m => m.CheckpointSeconds),
        new("time/threads", "threads", "Threads that work on the run.", m => m.Threads) { IsWhole = true, DependsOnMachine = true },
        new("time/memory", "bytes", "Resident memory of the process.", m => m.ResidentMemory) { IsWhole = true, DependsOnMachine = true },
        Whole("rollout/episodes", "", "Episodes finished so far.", m => m.Episodes),
        MeanReturn,
        Real("rollout/ep_rew_min", "", "Least of these returns.", m => m.MinReturn),
        Real("rollout/ep_rew_median", "", "Median of these returns.", m => m.MedianReturn),
        Real("rollout/ep_rew_max", "", "Greatest of these returns.", m => m.MaxReturn),
        Real("rollout/ep_len_mean", "steps", "Length of an episode: mean of the last 100 finished ones.", m => m.MeanLength),
        Real("rollout/ep_len_min", "steps", "Least of these lengths.", m => m.MinLength),
        Real("rollout/ep_len_median", "steps", "Median of these lengths.", m => m.MedianLength),
        Real("rollout/ep_len_max", "steps", "Greatest of these lengths.", m => m.MaxLength),
        Whole("rollout/truncations", "", "Episodes of this batch that were cut off, as by a time limit, and did not terminate.", m => m.Truncations),
        Whole("rollout/missing_finals", "", "Of them, those whose final observation the environment did not give: it wrote none, or the next episode's first.", m => m.MissingFinals),
        Real("rollout/action_at_bound", "", "Share of the numbers of the batch's actions, as the environments receive them, at a bound (within 0.1 % of the range).", m => m.ActionAtBound),
        Real("rollout/action_stuck", "", "Greatest share of the batch's steps, over the action's dimensions and their two bounds, at that one bound.", m => m.ActionStuck),
        Real("rollout/input_max", "", "Greatest magnitude of the numbers that the networks see, after normalising; as the next four, of up to 512 of the batch's states.", m => m.InputMax),
        Real("rollout/input_mean", "", "Greatest magnitude of an entry's mean.", m => m.InputMean),
        Real("rollout/input_std_max", "", "Greatest standard deviation of an entry.", m => m.InputDeviationMax),
        Real("rollout/input_std_min", "", "Least standard deviation of the entries that vary.", m => m.InputDeviationMin),
        Real("rollout/input_clipped", "", "Share of the numbers at ± `observation-clip`.", m => m.InputClipped),
        Real("rollout/normalizer_shift", "", "How far this update moved the acting statistics: greatest, over the entries, of Δ mean / deviation and Δ deviation / deviation, without their signs.", m => m.NormalizerShift),
        Real("train/approx_kl", "nats", "Mean over the batch's states of KL(old ‖ new), between the policies of this batch and the next; exact in each state.", m => m.MeanKl),
        Real("train/max_kl", "nats", "Greatest of these KLs: the audit.", m => m.MaxKl),
        Real("train/share_beyond_half", "", "Share of the states whose KL is beyond ε/2 (0 without ε).", m => m.ShareBeyondHalf),
        Real("train/next_batch_max_kl", "nats", "Greatest KL between the policies of the batch before and this one, over this batch's states: out of sample.", m => m.NextBatchMaxKl),
        Whole("train/violations", "", "1 if the audit breaks the promised ε (TRPO: the mean KL its δ), else 0.", m => m.Violations),
        Whole("train/primary_steps", "", "Gradient steps of the primary phase (NPG and TRPO: the natural-gradient step and those of the critic).", m => m.PrimarySteps),
        Whole("train/fixup_steps", "", "Gradient steps of the fixup phase.", m => m.FixupSteps),
        Whole("train/interpolations", "", "Times that the policy was drawn back towards the old one.", m => m.Interpolations),
        Whole("train/deferred_swaps", "", "1 if the new normaliser statistics had to wait, in part or as a whole.", m => m.DeferredSwaps),
        Whole("train/backtracks", "", "Times that a line search shortened its step (TRPO).", m => m.Backtracks),
        Whole("train/rejected_steps", "", "1 if the line search took no length, so that the policy stayed as it was.", m => m.RejectedSteps),
        Whole("train/skipped_steps", "", "1 if there was no natural-gradient step, because x·Fx was not positive and finite (NPG, TRPO).", m => m.SkippedSteps),
        Real("train/beta", "", "The multiplier β of the penalty after the update (0 for rules without).", m => m.Beta),
        Real("train/learning_rate", "", "γ_θ of this update.", m => m.LearningRate),
        Real("train/policy_gradient_loss", "", "Mean loss of the policy over the primary steps, penalties left out.", m => m.PolicyLoss),
        Real("train/value_loss", "", "Mean loss of the value over the primary steps.", m => m.ValueLoss),
        Real("train/explained_variance", "", "1 − Var[R − V] / Var[R] over the batch, before the update.", m => m.ExplainedVariance),
        Real("train/return_std", "", "√Var[R] over the batch, before the update, in the units in which the critic works.", m => m.ReturnDeviation),
        Real("train/entropy", "nats", "Mean entropy, over the batch's states, of the policy that collected it; for continuous actions it is differential, and may be negative.", m => m.Entropy),
        Real("train/std", "", "Mean σ over the action's dimensions, where σ is a parameter.", m => m.ActionDeviation),
        Real("train/clip_fraction", "", "Mean share of samples in which the drift is active: whose ratio is clipped (PPO).", m => m.ClipShare),
        Real("train/grad_norm", "", "Mean norm, before clipping, of the gradients of the steps on the policy (with the value's where one step moves both).", m => m.GradientNorm),
        Real("train/policy_grad_norm", "", "Its part of the parameters that the policy depends on, a shared trunk among them.", m => m.PolicyGradientNorm),
        Real("train/value_grad_norm", "", "Mean norm, before clipping, of the gradients of the value's own parameters.", m => m.ValueGradientNorm),
    ];

    /// <summary>The numbers of an evaluation point; <see cref="EvaluationResult"/> says of what.</summary>
    public static IReadOnlyList<Metric<EvaluationResult>> OfEvaluation { get; } =
    [
        new("eval/mean_reward", "", "Undiscounted return of full episodes with the frozen policy, actions sampled: mean.", r => r.Stochastic.MeanReturn),
        new("eval/std_reward", "", "Standard deviation of these returns (population).", r => r.Stochastic.Std),
        new("eval/deterministic_mean_reward", "", "The same with the most probable actions, from the same first states: mean.", r => r.Deterministic.MeanReturn),
        new("eval/deterministic_std_reward", "", "Standard deviation of these.", r => r.Deterministic.Std),
    ];

    /// <summary>The numbers of a whole run.</summary>
    public static IReadOnlyList<Metric<TrainingTotals>> OfRun { get; } =
    [
        Total("total/updates", "Updates of the run.", t => t.Updates),
        new("total/max_kl", "nats", "Greatest `train/max_kl` of all updates.", t => t.MaxKl),
        new("total/next_batch_max_kl", "nats", "Greatest `train/next_batch_max_kl`.", t => t.NextBatchMaxKl),
        Total("total/violations", "Sum of `train/violations`.", t => t.Violations),
        Total("total/interpolations", "Sum of `train/interpolations`.", t => t.Interpolations),
        Total("total/deferred_swaps", "Sum of `train/deferred_swaps`.", t => t.DeferredSwaps),
        Total("total/primary_steps", "Sum of `train/primary_steps`.", t => t.PrimarySteps),
        Total("total/fixup_steps", "Sum of `train/fixup_steps`.", t => t.FixupSteps),
    ];

    /// <summary>Those of the last iteration that the line of a finished run repeats.</summary>
    internal static IReadOnlyList<Metric<IterationMetrics>> AtTheEnd { get; } = [Steps, Seconds, StepsPerSecond, MeanReturn];

    private static Metric<IterationMetrics> Real(string name, string unit, string meaning, Func<IterationMetrics, double> read) => new(name, unit, meaning, read);

    private static Metric<IterationMetrics> Whole(string name, string unit, string meaning, Func<IterationMetrics, double> read) => new(name, unit, meaning, read) { IsWhole = true };

    private static Metric<IterationMetrics> OfMachine(string name, string unit, string meaning, Func<IterationMetrics, double> read) =>
        new(name, unit, meaning, read) { DependsOnMachine = true };

    private static Metric<TrainingTotals> Total(string name, string meaning, Func<TrainingTotals, double> read) => new(name, "", meaning, read) { IsWhole = true };
}
