using System.Globalization;
using System.Text;

namespace Ratchet.Updates.Drifts;

/// <summary>What mirror learning asks of a drift (Kuba et al. 2022), and what a training needs besides.</summary>
public enum DriftCondition
{
    /// <summary>f and ∂f/∂r are numbers wherever the check looks.</summary>
    Finite,

    /// <summary>f ≥ 0: no change of the policy is rewarded.</summary>
    NonNegative,

    /// <summary>f = 0 at r = 1: staying costs nothing.</summary>
    ZeroAtOne,

    /// <summary>∂f/∂r = 0 at r = 1: the first step is that of the policy gradient.</summary>
    FlatAtOne,

    /// <summary>The slope is the derivative of the values, and these do not jump.</summary>
    Derivative,
}

/// <summary>A condition that a drift breaks.</summary>
/// <param name="Condition">Which.</param>
/// <param name="Places">At how many places of the grid.</param>
/// <param name="Ratio">r of the worst of them.</param>
/// <param name="Advantage">A there.</param>
/// <param name="Value">What was found there: f, or the slope for <see cref="DriftCondition.FlatAtOne"/> and <see cref="DriftCondition.Derivative"/>.</param>
/// <param name="NearestRatio">r of the place nearest to 1, which training meets first.</param>
/// <param name="NearestAdvantage">A there.</param>
public sealed record DriftViolation(
    DriftCondition Condition, int Places, double Ratio, double Advantage, double Value, double NearestRatio, double NearestAdvantage)
{
    /// <summary>One sentence.</summary>
    public string Message => string.Create(CultureInfo.InvariantCulture, $"{What}, at r = {Ratio:G6}, A = {Advantage:G3}{Where}.");

    private string What => Condition switch
    {
        DriftCondition.Finite => "not a finite number",
        DriftCondition.NonNegative => string.Create(CultureInfo.InvariantCulture, $"negative: {Value:G4}"),
        DriftCondition.ZeroAtOne => string.Create(CultureInfo.InvariantCulture, $"not zero at the old policy: {Value:G4}"),
        DriftCondition.FlatAtOne => string.Create(CultureInfo.InvariantCulture, $"not flat at the old policy: slope {Value:G4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"the slope {Value:G4} is not the derivative of the values"),
    };

    private string Where => Condition is DriftCondition.ZeroAtOne or DriftCondition.FlatAtOne || Places == 1
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", the worst of {Places} places; the one nearest to r = 1 is r = {NearestRatio:G6}, A = {NearestAdvantage:G3}");
}

/// <summary>The ratios around 1 at which a drift and its slope are exactly 0, whatever the advantage of that sign: there the surrogate alone decides.</summary>
/// <param name="Low">The lowest; 0 when it is flat down to the smallest ratio that was looked at.</param>
/// <param name="High">The highest; infinite when it is flat up to the greatest.</param>
public readonly record struct FlatInterval(double Low, double High)
{
    /// <summary>The largest |r − 1| that is flat on both sides of 1.</summary>
    public double Radius => 1 - Low < High - 1 ? 1 - Low : High - 1;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Low:0.####}, {(double.IsInfinity(High) ? "∞" : High.ToString("0.####", CultureInfo.InvariantCulture))}]");
}

/// <summary>What <see cref="DriftCheck"/> found.</summary>
/// <param name="Drift">The drift, as it writes itself.</param>
/// <param name="Places">How many pairs (r, A) were looked at.</param>
/// <param name="Violations">The broken conditions, each with its worst place; empty for a drift of mirror learning.</param>
/// <param name="PositiveAdvantage">Where it is flat for A &gt; 0.</param>
/// <param name="NegativeAdvantage">Where it is flat for A &lt; 0.</param>
public sealed record DriftReport(string Drift, int Places, IReadOnlyList<DriftViolation> Violations, FlatInterval PositiveAdvantage, FlatInterval NegativeAdvantage)
{
    /// <summary>Whether it is a drift in the sense of mirror learning, as far as the grid can tell.</summary>
    public bool IsSound => Violations.Count == 0;

    /// <summary>One line that sums up.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture, $"{Drift}: {(IsSound ? "a drift of mirror learning" : "no drift of mirror learning")} ({Places:#,0} places).");

    /// <summary>A line for each broken condition, the flat intervals, and the <see cref="Summary"/>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (DriftViolation violation in Violations)
            text.Append("error: ").Append(violation.Message).Append('\n');
        if (IsSound)
        {
            text.Append(CultureInfo.InvariantCulture, $"flat for A > 0: r in {PositiveAdvantage}, radius {PositiveAdvantage.Radius:0.####}\n");
            text.Append(CultureInfo.InvariantCulture, $"flat for A < 0: r in {NegativeAdvantage}, radius {NegativeAdvantage.Radius:0.####}\n");
        }

        return text.Append(Summary).ToString();
    }
}
