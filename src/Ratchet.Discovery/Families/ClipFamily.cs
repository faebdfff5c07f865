using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Updates.Drifts;

namespace Ratchet.Discovery.Families;

/// <summary>PPO's drift, of which ε is searched for: a point holds the logit of ε.</summary>
public sealed class ClipFamily : DriftFamily
{
    /// <inheritdoc/>
    public override int Dimension => 1;

    /// <summary>ε = 0.2.</summary>
    /// <inheritdoc/>
    public override double[] Start(ulong seed) => [Real.Log(0.2 / 0.8)];

    /// <inheritdoc/>
    public override Drift Create(ReadOnlySpan<double> point) => DriftFormula.Parse(FormulaOf(RangeOf(point)));

    /// <summary>The drift with an ε as a formula, which <c>--drift</c> takes.</summary>
    public static string FormulaOf(double range) => string.Create(CultureInfo.InvariantCulture, $"relu((r - clip(r, {1 - range:0.######}, {1 + range:0.######})) * A)");

    /// <summary>ε of a point.</summary>
    public static double RangeOf(ReadOnlySpan<double> point) => 1 / (1 + Real.Exp(-point[0]));
}
