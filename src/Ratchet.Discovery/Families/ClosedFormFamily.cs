using Ratchet.Numerics;
using Ratchet.Updates.Drifts;

namespace Ratchet.Discovery.Families;

/// <summary>
/// The drifts of four numbers: a point holds (logit of ε₋/0.9, logit of ε₊/0.9, ln α, ln β), so that every point is legal.
/// </summary>
public sealed class ClosedFormFamily : DriftFamily
{
    private const double WidestClip = 0.9, LeastScale = 1e-3, GreatestScale = 1e3;

    /// <inheritdoc/>
    public override int Dimension => 4;

    /// <summary>Near PPO's clip with ε = 0.2, α = β = 0.1.</summary>
    /// <inheritdoc/>
    public override double[] Start(ulong seed) => PointOf(new ClosedForm(0.2, 0.2, 0.1, 0.1));

    /// <inheritdoc/>
    public override Drift Create(ReadOnlySpan<double> point) => At(point).Create();

    /// <summary>The four numbers of a point.</summary>
    public static ClosedForm At(ReadOnlySpan<double> point) => new(Clip(point[0]), Clip(point[1]), Scale(point[2]), Scale(point[3]));

    /// <summary>The point of four numbers; a clip of 0 lies infinitely far away and stands at 0.0009.</summary>
    public static double[] PointOf(ClosedForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return [Logit(form.LowerClip), Logit(form.UpperClip), Real.Log(form.Alpha), Real.Log(form.Beta)];

        static double Logit(double clip)
        {
            double share = Math.Clamp(clip / WidestClip, 0.001, 0.999);
            return Real.Log(share / (1 - share));
        }
    }

    private static double Clip(double x) => WidestClip / (1 + Real.Exp(-x));

    private static double Scale(double x) => Math.Clamp(Real.Exp(x), LeastScale, GreatestScale);
}
