using System.Diagnostics;
using Ratchet.Rollouts;
using Ratchet.Updates;

namespace Ratchet.Training.Metrics;

/// <summary>The numbers of one finished iteration. One instance is reused for all iterations: readers copy what they keep.</summary>
public sealed class IterationMetrics
{
    /// <summary>Finished iterations (updates).</summary>
    public long Iteration { get; internal set; }

    /// <summary>Environment steps so far.</summary>
    public long Steps { get; internal set; }

    /// <summary>Environment steps of this iteration's batch.</summary>
    public long BatchSteps { get; internal set; }

    /// <summary>Seconds of training so far; in a run that has a folder over all its processes, with what they write, evaluation points left out.</summary>
    public double Seconds { get; internal set; }

    /// <summary>Seconds of this iteration in the environments' steps.</summary>
    public double EnvironmentSeconds { get; internal set; }

    /// <summary>Seconds of this iteration in the rest of collecting.</summary>
    public double InferenceSeconds { get; internal set; }

    /// <summary>Seconds of this iteration in learning: from the values and advantages to the audit.</summary>
    public double UpdateSeconds { get; internal set; }

    /// <summary>Seconds of this iteration in which there was work for more than one thread, whether there was one to take it or not.</summary>
    public double SharedSeconds { get; internal set; }

    /// <summary>Of them, those in which the training's own thread waited for the others.</summary>
    public double WaitingSeconds { get; internal set; }

    /// <summary>Seconds in evaluation points since the last line of metrics.</summary>
    public double EvaluationSeconds { get; internal set; }

    /// <summary>Seconds in checkpoints and exports since the last line of metrics.</summary>
    public double CheckpointSeconds { get; internal set; }

    /// <summary>Threads that work on the run.</summary>
    public int Threads { get; internal set; }

    /// <summary>Resident memory of the process in bytes, when a line of metrics is written.</summary>
    public long ResidentMemory { get; internal set; }

    /// <summary>Episodes finished so far.</summary>
    public long Episodes { get; internal set; }

    /// <summary>Of them, those that ended in this iteration's batch.</summary>
    internal int BatchEpisodes { get; set; }

    /// <summary>Mean undiscounted return of these; NaN when there are none.</summary>
    internal double BatchReturn { get; set; }

    /// <summary>Mean undiscounted return of the last 100 finished episodes; NaN before the first.</summary>
    public double MeanReturn { get; internal set; }

    /// <summary>Least of these returns.</summary>
    public double MinReturn { get; internal set; }

    /// <summary>Median of these returns.</summary>
    public double MedianReturn { get; internal set; }

    /// <summary>Greatest of these returns.</summary>
    public double MaxReturn { get; internal set; }

    /// <summary>Mean length of the last 100 finished episodes; NaN before the first.</summary>
    public double MeanLength { get; internal set; }

    /// <summary>Least of these lengths.</summary>
    public double MinLength { get; internal set; }

    /// <summary>Median of these lengths.</summary>
    public double MedianLength { get; internal set; }

    /// <summary>Greatest of these lengths.</summary>
    public double MaxLength { get; internal set; }

    /// <summary>Episodes of this batch that were cut off and did not terminate.</summary>
    public int Truncations { get; internal set; }

    /// <summary>Of them, those whose final observation the environment did not give.</summary>
    public int MissingFinals { get; internal set; }

    /// <summary>Share of the batch's action numbers at a bound; NaN where actions have none.</summary>
    public double ActionAtBound { get; internal set; }

    /// <summary>Greatest share of the batch's steps, over the action's dimensions and their two bounds, at that one bound; NaN where actions have none.</summary>
    public double ActionStuck { get; internal set; }

    /// <summary>Greatest magnitude of the numbers that the networks see.</summary>
    public double InputMax { get; internal set; }

    /// <summary>Greatest magnitude of an entry's mean over the batch.</summary>
    public double InputMean { get; internal set; }

    /// <summary>Greatest deviation of an entry over the batch.</summary>
    public double InputDeviationMax { get; internal set; }

    /// <summary>Least deviation of the entries that vary.</summary>
    public double InputDeviationMin { get; internal set; }

    /// <summary>Share of the numbers at ± the normaliser's clip.</summary>
    public double InputClipped { get; internal set; }

    /// <summary>How far this update moved the normaliser's acting statistics, in their present deviations.</summary>
    public double NormalizerShift { get; internal set; }

    /// <summary>Greatest KL between the policies of this batch and the next, over this batch's observations (the audit).</summary>
    public double MaxKl { get; internal set; }

    /// <summary>Mean of the same KL.</summary>
    public double MeanKl { get; internal set; }

    /// <summary>Share of observations whose KL is beyond half of ε (0 for rules without ε).</summary>
    public double ShareBeyondHalf { get; internal set; }

    /// <summary>Greatest KL between the policies of the previous batch and this one, over this batch's observations: out of sample; NaN for the first batch.</summary>
    public double NextBatchMaxKl { get; internal set; }

    /// <summary>1 if the audited KL breaks the promised ε (never, for rules that promise), else 0.</summary>
    public int Violations { get; internal set; }

    /// <summary>Gradient steps of the primary phase.</summary>
    public int PrimarySteps { get; internal set; }

    /// <summary>Gradient steps of the fixup phase.</summary>
    public int FixupSteps { get; internal set; }

    /// <summary>Interpolations towards the old policy.</summary>
    public int Interpolations { get; internal set; }

    /// <summary>1 if the swap to new normaliser statistics was put off because it would have broken ε.</summary>
    public int DeferredSwaps { get; internal set; }

    /// <summary>Times that a line search shortened its step.</summary>
    public int Backtracks { get; internal set; }

    /// <summary>1 if a line search took no point, so that the policy stayed as it was.</summary>
    public int RejectedSteps { get; internal set; }

    /// <summary>1 if there was no natural-gradient step to take, because its curvature x·Fx was not positive and finite.</summary>
    public int SkippedSteps { get; internal set; }

    /// <summary>Lagrange multiplier β after the update (0 for rules without).</summary>
    public double Beta { get; internal set; }

    /// <summary>γ_θ used.</summary>
    public double LearningRate { get; internal set; }

    /// <summary>Mean policy loss over the primary steps.</summary>
    public double PolicyLoss { get; internal set; }

    /// <summary>Mean value loss over the primary steps.</summary>
    public double ValueLoss { get; internal set; }

    /// <summary>Mean entropy of the policy that collected the batch.</summary>
    public double Entropy { get; internal set; }

    /// <summary>Mean share of samples whose ratio is clipped (PPO).</summary>
    public double ClipShare { get; internal set; }

    /// <summary>Mean norm, before clipping, of the gradients of the steps on the policy, the value's part included where one step moves both.</summary>
    public double GradientNorm { get; internal set; }

    /// <summary>Its part of the parameters that the policy depends on.</summary>
    public double PolicyGradientNorm { get; internal set; }

    /// <summary>Mean norm, before clipping, of the gradients of the value's own parameters.</summary>
    public double ValueGradientNorm { get; internal set; }

    /// <summary>1 − Var[R − V]/Var[R] over the batch, before the update.</summary>
    public double ExplainedVariance { get; internal set; }

    /// <summary>√Var[R] over the batch, in the critic's units, before the update.</summary>
    public double ReturnDeviation { get; internal set; }

    /// <summary>Mean σ over the action dimensions; NaN for a policy without σ among its parameters.</summary>
    public double ActionDeviation { get; internal set; }

    /// <summary>Writes where the run stands: iterations and steps.</summary>
    internal void Save(Span<ulong> state) => (state[0], state[1]) = ((ulong)Iteration, (ulong)Steps);

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    internal void Load(ReadOnlySpan<ulong> state) => (Iteration, Steps) = ((long)state[0], (long)state[1]);

    /// <summary>Takes the numbers of the last finished episodes.</summary>
    internal void Take(EpisodeStatistics statistics)
    {
        Episodes = statistics.Finished;
        (BatchEpisodes, BatchReturn) = (statistics.BatchFinished, statistics.BatchReturns / statistics.BatchFinished);
        (MeanReturn, MinReturn, MedianReturn, MaxReturn) = statistics.Returns;
        (MeanLength, MinLength, MedianLength, MaxLength) = statistics.Lengths;
    }

    /// <summary>Takes what was seen of a batch while it was collected.</summary>
    internal void Take(Collector collector)
    {
        Take(collector.Statistics);
        (Truncations, MissingFinals) = (collector.FinalObservations.Truncations, collector.FinalObservations.Missing);
        (ActionAtBound, ActionStuck) = (collector.Actions.ShareAtBound, collector.Actions.GreatestShareAtOneBound);
        InputStatistics inputs = collector.Inputs;
        (InputMax, InputMean, InputDeviationMax, InputDeviationMin, InputClipped) = (inputs.Greatest, inputs.GreatestMean, inputs.GreatestDeviation, inputs.LeastDeviation, inputs.ClippedShare);
    }

    /// <summary>Takes the numbers of an update.</summary>
    internal void Take(UpdateStatistics update)
    {
        MaxKl = update.MaxKl;
        MeanKl = update.MeanKl;
        ShareBeyondHalf = update.ShareBeyondHalf;
        NextBatchMaxKl = update.NextBatchMaxKl;
        Violations = update.Violations;
        PrimarySteps = update.PrimarySteps;
        FixupSteps = update.FixupSteps;
        Interpolations = update.Interpolations;
        DeferredSwaps = update.DeferredSwaps;
        Backtracks = update.Backtracks;
        RejectedSteps = update.RejectedSteps;
        SkippedSteps = update.SkippedSteps;
        Beta = update.Beta;
        PolicyLoss = update.PolicyLoss;
        ValueLoss = update.ValueLoss;
        Entropy = update.Entropy;
        ClipShare = update.ClipShare;
        GradientNorm = update.GradientNorm;
        PolicyGradientNorm = update.PolicyGradientNorm;
        ValueGradientNorm = update.ValueGradientNorm;
        ExplainedVariance = update.ExplainedVariance;
        ReturnDeviation = update.ReturnDeviation;
    }

    /// <summary>Takes the times of an iteration. Only what passes within its slices counts: a host that trains in slices does other things between them.</summary>
    internal void TakeTimes(long environmentTicks, long inferenceTicks, long updateTicks)
    {
        EnvironmentSeconds = (double)environmentTicks / Stopwatch.Frequency;
        InferenceSeconds = (double)inferenceTicks / Stopwatch.Frequency;
        UpdateSeconds = (double)updateTicks / Stopwatch.Frequency;
        Seconds += EnvironmentSeconds + InferenceSeconds + UpdateSeconds;
    }

    /// <summary>Says that there is none of what an update by gradients, and the collection of a batch for it, would have: a search has candidates instead.</summary>
    internal void HasNoUpdate()
    {
        ActionAtBound = ActionStuck = InputMax = InputMean = InputDeviationMax = InputDeviationMin = InputClipped = NormalizerShift = double.NaN;
        MaxKl = MeanKl = ShareBeyondHalf = NextBatchMaxKl = Beta = LearningRate = PolicyLoss = ValueLoss = Entropy = ClipShare = double.NaN;
        GradientNorm = PolicyGradientNorm = ValueGradientNorm = ExplainedVariance = ReturnDeviation = ActionDeviation = double.NaN;
    }

    /// <summary>Takes how the threads were used.</summary>
    internal void TakeThreads(int threads, long sharedTicks, long waitingTicks)
    {
        Threads = threads;
        SharedSeconds = (double)sharedTicks / Stopwatch.Frequency;
        WaitingSeconds = (double)waitingTicks / Stopwatch.Frequency;
    }
}
