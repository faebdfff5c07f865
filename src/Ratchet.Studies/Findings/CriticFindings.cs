using Ratchet.Rollouts;
using static Ratchet.Studies.Findings.FindingText;
using static Ratchet.Studies.Findings.RunHistory;

namespace Ratchet.Studies.Findings;

/// <summary>What is wrong with the critic: it predicts worse than a constant, or its loss explodes.</summary>
internal static class CriticFindings
{
    /// <summary>
    /// Of the first half's value loss, or of the greatest deviation of returns. Where all returns have come to be nearly the same, as on a solved task, the share of their
    /// variance that is explained says nothing: a small error is a large share of no variance.
    /// </summary>
    private const double StillLarge = 0.1;

    /// <summary>Of the value loss. Returns that grow tenfold make the loss of unscaled targets grow a hundredfold, with the explained variance as it was.</summary>
    private const double Explosion = 100;

    /// <summary>Explained variance: a critic that has learnt nothing lies a few hundredths below 0, as on a task whose rewards are rare.</summary>
    private const double WorseThanConstant = -0.1;

    /// <summary>Explained variance at which the error is twice the whole variance.</summary>
    private const double FarWorseThanConstant = -1;

    public static IEnumerable<Finding> Examine(RunHistory run)
    {
        // Ψ 1 and 2 ask no critic.
        if (!run.IsLong || run.Training.Estimator.Estimator is Estimator.TotalReturn or Estimator.ReturnToGo)
            yield break;
        if (Explodes(run) is { } explodes)
            yield return explodes;
        else if (Worse(run) is { } worse)
            yield return worse;
    }

    private static Finding? Explodes(RunHistory run)
    {
        double before = Median(run.First(0.5, "train/value_loss")), now = Median(run.Last(0.1, "train/value_loss")), explained = Median(run.Last(0.1, "train/explained_variance"));
        if (!(now > Explosion * before) || !(explained < FarWorseThanConstant))
            return null;
        return new Finding(
            "value-loss-explodes", FindingSeverity.Warning,
            $"The value loss is {Number(now)}, {Number(now / before)} times that of the first half of the run, at an explained variance of {Number(explained)}: the critic diverges.",
            "Lower the learning rate, clip the gradients (--set max-gradient-norm=0.5), or scale the critic's targets (--set return-scaling=critic-targets).",
            [run.Evidence("train/value_loss", now), run.Evidence("train/explained_variance", explained)]);
    }

    private static Finding? Worse(RunHistory run)
    {
        double explained = Median(run.Last(0.5, "train/explained_variance"));
        double loss = Median(run.Last(0.5, "train/value_loss")), before = Median(run.First(0.5, "train/value_loss"));
        double[] deviations = run.All("train/return_std");
        bool isStillLarge = loss >= StillLarge * before && (deviations.Length == 0 || Median(run.Last(0.5, "train/return_std")) >= StillLarge * Greatest(deviations));
        if (!(explained < WorseThanConstant) || !isStillLarge)
            return null;
        return new Finding(
            "explained-variance", FindingSeverity.Warning,
            $"In the last half of the run the critic explained {Number(explained)} of the returns' variance, less than a constant would (0), so that the advantages are noisier than without it.",
            "Give the critic more or longer steps (--set value-coefficient=1, epochs, a higher learning rate), scale its targets (--set return-scaling=critic-targets), or a network of its own (--set shared=false).",
            [run.Evidence("train/explained_variance", explained), run.Evidence("train/value_loss", loss)]);
    }
}
