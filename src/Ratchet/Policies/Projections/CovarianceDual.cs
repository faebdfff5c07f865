using Ratchet.Numerics;

namespace Ratchet.Policies.Projections;

/// <summary>
/// The covariance half of the KL projection in the coordinates in which the old covariance is the identity and the new one diagonal with
/// precisions λ_i (Otto et al. 2021, section 4; Σ̃⁻¹ = (η Σ_old⁻¹ + Σ⁻¹)/(η + 1)). With the share s = 1/(1 + η) and the excess u_i = λ_i − 1 it reads
/// <code>
/// λ̃_i = 1 + s u_i,    kl(s) = ½ Σ_i [ 1/λ̃_i − 1 + ln λ̃_i ],    kl′(s) = ½ s Σ_i (u_i / λ̃_i)²
/// </code>
/// kl rises from 0 at s = 0 (the old covariance, η = ∞) to the network's own at s = 1 (η = 0), so the root of kl(s) = ε lies in a closed
/// interval, where η itself knows no end.
/// </summary>
internal static class CovarianceDual
{
    private const int MaxSteps = 100;

    /// <summary>kl(s) this near to ε, relatively, is a root.</summary>
    private const double Tolerance = 1e-13;

    /// <summary>kl(s): the covariance part of KL(new ‖ old), in nats.</summary>
    /// <param name="excess">u_i = λ_i − 1 &gt; −1.</param>
    /// <param name="share">s in [0, 1].</param>
    public static double Part(ReadOnlySpan<double> excess, double share)
    {
        double sum = 0;
        foreach (double u in excess)
        {
            double precision = 1 + (share * u);
            sum += (-share * u / precision) + Real.Log(precision);
        }

        return sum < 0 ? 0 : 0.5 * sum;
    }

    /// <summary>
    /// The share s in (0, 1) with kl(s) = ε, for kl(1) &gt; ε. Newton's step is taken on √kl, which is straight near s = 0; one that leaves the
    /// bracket is replaced by its middle.
    /// </summary>
    public static double Solve(ReadOnlySpan<double> excess, double bound)
    {
        double low = 0, high = 1, share = 1, target = Math.Sqrt(bound);
        for (int step = 0; step < MaxSteps; step++)
        {
            double part = Part(excess, share), root = Math.Sqrt(part);
            if (Math.Abs(part - bound) <= Tolerance * bound)
                break;
            if (part > bound)
                high = share;
            else
                low = share;
            double next = share - (2 * root * (root - target) / Slope(excess, share));
            share = next > low && next < high ? next : 0.5 * (low + high);
        }

        return share;
    }

    /// <summary>
    /// Through the root: turns g = ∂L/∂ln c̃_i into ∂L/∂ln c_i, c = 1/λ, for the c̃ that <see cref="Solve"/> gives. Since kl(s, λ) = ε ties s to λ
    /// (implicit function theorem), with x_i = u_i / λ̃_i
    /// <code>
    /// ∂L/∂ln c_i = s (λ_i / λ̃_i) [ g_i − x_i (g · x)/(x · x) ]
    /// </code>
    /// what pulls across the boundary is removed, what pulls along it stays.
    /// </summary>
    public static void Backward(ReadOnlySpan<double> excess, double share, Span<double> gradient)
    {
        double along = 0, square = 0;
        for (int i = 0; i < excess.Length; i++)
        {
            double x = excess[i] / (1 + (share * excess[i]));
            along += gradient[i] * x;
            square += x * x;
        }

        for (int i = 0; i < excess.Length; i++)
        {
            double precision = 1 + (share * excess[i]);
            gradient[i] = share * ((1 + excess[i]) / precision) * (gradient[i] - (excess[i] / precision * (along / square)));
        }
    }

    private static double Slope(ReadOnlySpan<double> excess, double share)
    {
        double sum = 0;
        foreach (double u in excess)
        {
            double x = u / (1 + (share * u));
            sum += x * x;
        }

        return 0.5 * share * sum;
    }
}
