using Ratchet.Rollouts;
using static Ratchet.Studies.Findings.FindingText;
using static Ratchet.Studies.Findings.RunHistory;

namespace Ratchet.Studies.Findings;

/// <summary>What is wrong with the critic: it predicts worse than a constant, or its loss explodes.</summary>
internal static class CriticFindings
{
    /// <summary>The finding of a critic that is far off the returns' mean.</summary>
    public const string Bias = "value-bias";

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

    /// <summary>Of the returns' variance: a critic that knows their mean alone errs by once that; three times more is an offset of √3 deviations.</summary>
    private const double MostBias = 4;

    public static IEnumerable<Finding> Examine(RunHistory run)
    {
        // Ψ 1 and 2 ask no critic.
        if (!run.IsLong || run.Training.Estimator.Estimator is Estimator.TotalReturn or Estimator.ReturnToGo)
            yield break;
        if (Explodes(run) is { } explodes)
            yield return explodes;
        else if (Worse(run) is { } worse)
            yield return worse;
        else if (Biased(run) is { } biased)
            yield return biased;
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
        double loss = Median(run.Last(0.5, "train/value_loss"));
        if (!(explained < WorseThanConstant) || !IsStillLarge(run))
            return null;
        return new Finding(
            "explained-variance", FindingSeverity.Warning,
            $"In the last half of the run the critic explained {Number(explained)} of the returns' variance, less than a constant would (0), so that the advantages are noisier than without it.",
            "Give the critic more or longer steps (--set value-coefficient=1, epochs, a higher learning rate), scale its targets (--set return-scaling=critic-targets), or a network of its own (--set shared=false).",
            [run.Evidence("train/explained_variance", explained), run.Evidence("train/value_loss", loss)]);
    }

    /// <summary>
    /// The explained variance does not see an offset: a critic whose output has not come to the returns' mean has one. Many a policy learns all the same, by advantages that are
    /// normalised; where the return does not rise, this is why.
    /// </summary>
    private static Finding? Biased(RunHistory run)
    {
        double loss = Median(run.Last(0.5, "train/value_loss")), deviation = Median(run.Last(0.5, "train/return_std"));
        if (!(loss > MostBias * deviation * deviation) || !IsStillLarge(run) || PolicyFindings.Stall(run) is null)
            return null;
        return new Finding(
            Bias, FindingSeverity.Warning,
            $"In the last half of the run the critic's squared error, {Number(loss)}, is {Number(loss / (deviation * deviation))} times the returns' variance: its output has not come near their mean, and the return does not rise.",
            "Scale its targets (--set return-scaling=critic-targets), or let it learn faster (a higher learning rate, value-epochs, a higher max-gradient-norm).",
            [run.Evidence("train/value_loss", loss), run.Evidence("train/return_std", deviation)]);
    }

    private static bool IsStillLarge(RunHistory run)
    {
        double[] deviations = run.All("train/return_std");
        return Median(run.Last(0.5, "train/value_loss")) >= StillLarge * Median(run.First(0.5, "train/value_loss"))
            && (deviations.Length == 0 || Median(run.Last(0.5, "train/return_std")) >= StillLarge * Greatest(deviations));
    }
}
