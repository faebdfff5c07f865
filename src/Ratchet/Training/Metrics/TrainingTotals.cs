namespace Ratchet.Training.Metrics;

/// <summary>What a run adds up over its iterations.</summary>
public sealed class TrainingTotals
{
    /// <summary>Finished updates.</summary>
    public long Updates { get; private set; }

    /// <summary>Greatest audited KL of any update.</summary>
    public double MaxKl { get; private set; }

    /// <summary>Greatest KL out of sample.</summary>
    public double NextBatchMaxKl { get; private set; }

    /// <summary>Updates that broke the promised ε.</summary>
    public long Violations { get; private set; }

    /// <summary>Interpolations towards the old policy.</summary>
    public long Interpolations { get; private set; }

    /// <summary>Updates whose swap to new normaliser statistics was put off.</summary>
    public long DeferredSwaps { get; private set; }

    /// <summary>Gradient steps of the primary phase.</summary>
    public long PrimarySteps { get; private set; }

    /// <summary>Gradient steps of the fixup phase.</summary>
    public long FixupSteps { get; private set; }

    /// <summary>How many doubles <see cref="Save"/> writes.</summary>
    internal const int StateSize = 8;

    internal void Add(IterationMetrics metrics)
    {
        Updates++;
        // A NaN, once there, stays; the next batch's KL is NaN as long as there was no batch before it.
        MaxKl = double.IsNaN(MaxKl) || metrics.MaxKl <= MaxKl ? MaxKl : metrics.MaxKl;
        NextBatchMaxKl = metrics.NextBatchMaxKl > NextBatchMaxKl ? metrics.NextBatchMaxKl : NextBatchMaxKl;
        Violations += metrics.Violations;
        Interpolations += metrics.Interpolations;
        DeferredSwaps += metrics.DeferredSwaps;
        PrimarySteps += metrics.PrimarySteps;
        FixupSteps += metrics.FixupSteps;
    }

    internal void Save(Span<double> state)
    {
        state[0] = Updates;
        state[1] = MaxKl;
        state[2] = NextBatchMaxKl;
        state[3] = Violations;
        state[4] = Interpolations;
        state[5] = DeferredSwaps;
        state[6] = PrimarySteps;
        state[7] = FixupSteps;
    }

    internal void Load(ReadOnlySpan<double> state)
    {
        Updates = (long)state[0];
        MaxKl = state[1];
        NextBatchMaxKl = state[2];
        Violations = (long)state[3];
        Interpolations = (long)state[4];
        DeferredSwaps = (long)state[5];
        PrimarySteps = (long)state[6];
        FixupSteps = (long)state[7];
    }
}
