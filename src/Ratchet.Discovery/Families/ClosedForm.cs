using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Updates.Drifts;

namespace Ratchet.Discovery.Families;

/// <summary>
/// A drift of four numbers, between PPO's clip and DPO:
/// <code>
/// A ≥ 0:  u = ReLU(r − 1 − ε₊) A,             f = u − α tanh(u/α)
/// A &lt; 0:  u = ReLU(ln(1 − ε₋) − ln r) |A|,    f = u − β tanh(u/β)
/// </code>
/// With ε₊ = ε₋ = 0, α = 2, β = 0.6 it is DPO's (Lu et al. 2022); with α, β → 0 it is PPO's clip, but for r &lt; 1 − ε₋ and A &lt; 0, where the slope of rA − f is |A| (1/r − 1) instead of 0.
/// </summary>
/// <param name="LowerClip">ε₋, where A &lt; 0.</param>
/// <param name="UpperClip">ε₊, where A ≥ 0.</param>
/// <param name="Alpha">α, the scale on which the drift sets in where A ≥ 0.</param>
/// <param name="Beta">β, the scale where A &lt; 0.</param>
public sealed record ClosedForm(double LowerClip, double UpperClip, double Alpha, double Beta)
{
    /// <summary>DPO.</summary>
    public static ClosedForm Dpo { get; } = new(0, 0, 2, 0.6);

    /// <summary>The drift as a formula, which <c>--drift</c> takes.</summary>
    public string Formula
    {
        get
        {
            (string up, string low) = (Text(UpperClip), Text(Real.Log(1 - LowerClip)));
            (string alpha, string beta) = (Text(Alpha), Text(Beta));
            string above = $"relu(r - 1 - {up})*A", below = $"relu({low} - log(r))*(-A)";
            return $"where(A >= 0, {above} - {alpha}*tanh({above}/{alpha}), {below} - {beta}*tanh({below}/{beta}))";
        }
    }

    /// <summary>The drift.</summary>
    public Drift Create() => DriftFormula.Parse(Formula);

    private static string Text(double value)
    {
        string text = value.ToString("0.######", CultureInfo.InvariantCulture);
        return value < 0 && text != "-0" ? $"(0 - {text[1..]})" : text.TrimStart('-');
    }
}
