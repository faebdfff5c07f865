using System.Globalization;

namespace Ratchet.Updates.Neighbourhoods;

/// <summary>What is promised about the new policy, and the means that keep the promise. The base promises nothing.</summary>
/// <param name="shared">What it shares with the solver.</param>
internal class Neighbourhood(SharedParts shared)
{
    /// <summary>What it shares with the solver.</summary>
    protected SharedParts Shared => shared;

    /// <summary>Starts an update of a new batch with the given learning rate.</summary>
    public virtual void Begin(double learningRate)
    {
    }

    /// <summary>Whether a step on this minibatch may be taken; if not, the update's epochs end here.</summary>
    public virtual bool Admits(in MinibatchSums sums) => true;

    /// <summary>A gradient is not finite: brings the policy back if it left the region, which may be the reason.</summary>
    /// <returns>Whether it had left, so that the epoch can go on.</returns>
    public virtual bool Recover() => false;

    /// <summary>Before a solver tries points along a direction: the policy is still the one that collected the batch.</summary>
    public virtual void BeforeSearch(AdvantageScale advantages)
    {
    }

    /// <summary>Whether the policy may stay where a search has put it.</summary>
    public virtual bool Accepts() => true;

    /// <summary>Does a slice of the work that brings the policy back after an epoch.</summary>
    /// <param name="last">Whether it was the last epoch of the update.</param>
    /// <returns>Whether there may be more.</returns>
    public virtual bool Restore(bool last) => false;

    /// <summary>
    /// Ends an update: swaps to the new normaliser statistics, if the promise allows, and records the audit. Nothing that reaches the policy
    /// changes after this.
    /// </summary>
    public virtual void End()
    {
        shared.Context.Policy.Normalizer.Swap();
        Record(shared.Audit.Sweep(null));
    }

    /// <summary>Puts an audit into the statistics.</summary>
    /// <exception cref="NonFiniteException">Its KL is not finite: the policy is not to act.</exception>
    protected void Record(in AuditResult result)
    {
        if (!double.IsFinite(result.Max))
            throw new NonFiniteException(string.Create(CultureInfo.InvariantCulture, $"the KL between the old policy and the new one is {result.Max}")) { Stage = UpdateStage.Audit };
        shared.Statistics.MaxKl = result.Max;
        shared.Statistics.MeanKl = result.Mean;
        shared.Statistics.ShareBeyondHalf = result.ShareBeyondHalf;
    }
}
