using System.Globalization;
using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts;

/// <summary>
/// The drift of Discovered Policy Optimisation (Lu et al. 2022), found by looking at a meta-learned one:
/// <code>
/// A ≥ 0:  u = (ρ − 1) A,  f = ReLU(u − α tanh(u/α)),  ∂f/∂ρ = A tanh²(u/α)        where u &gt; 0, else 0
/// A &lt; 0:  u = A ln ρ,     f = ReLU(u − β tanh(u/β)),  ∂f/∂ρ = (A/ρ) tanh²(u/β)    where u &gt; 0, else 0
/// </code>
/// For A &lt; 0 and a small ρ the slope of ρA − f changes its sign: the probability is pulled back.
/// </summary>
public sealed unsafe class DpoDrift : Drift
{
    private readonly Kernels _kernels;
    private Kernel _kernel;

    /// <summary>A drift with α and β, both 2 and 0.6 in the paper.</summary>
    /// <param name="alpha">α, 0.001 … 1000.</param>
    /// <param name="beta">β, 0.001 … 1000.</param>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public DpoDrift(double alpha = 2, double beta = 0.6)
        : this(alpha, beta, Kernels.Best)
    {
    }

    internal DpoDrift(double alpha, double beta, Kernels kernels)
    {
        _kernels = kernels;
        Rescale(alpha, beta);
    }

    /// <summary>α: the scale of (ρ − 1) A on which the drift sets in where A ≥ 0.</summary>
    public double Alpha { get; private set; }

    /// <summary>β: the scale of A ln ρ on which the drift sets in where A &lt; 0.</summary>
    public double Beta { get; private set; }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, Span<float> values, Span<float> slopes) =>
        EvaluateByAccumulating(ratios, advantages, values, slopes);

    /// <summary>The formula.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"relu(where(A >= 0, (r-1)*A - {Alpha}*tanh((r-1)*A/{Alpha}), log(r)*A - {Beta}*tanh(log(r)*A/{Beta})))");

    /// <summary>Takes other scales, between two updates.</summary>
    internal void Rescale(double alpha, double beta)
    {
        Alpha = OptionRange.Check(alpha, 0.001, 1000, "alpha");
        Beta = OptionRange.Check(beta, 0.001, 1000, "beta");
        _kernel = new Kernel((float)alpha, (float)beta);
    }

    internal override int Accumulate(float weight, float* ratio, float* advantage, int rows, float* value, float* slope) =>
        DriftColumns.Accumulate(_kernels, _kernel, weight, ratio, advantage, rows, value, slope);

    private readonly struct Kernel(float alpha, float beta) : IDriftKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Evaluate<L>(float* ratio, float* advantage, int count, float* value, float* slope)
            where L : struct, ILanes<L>
        {
            L zero = L.Broadcast(0f), one = L.Broadcast(1f);
            L lowest = L.Broadcast(DriftFormula.SmallestRatio);
            for (int i = 0; i < count; i += L.Count)
            {
                L r = L.Load(ratio + i), a = L.Load(advantage + i);
                r = L.SelectGreater(lowest, r, lowest, r);
                L scale = L.SelectGreater(zero, a, L.Broadcast(beta), L.Broadcast(alpha));
                L x = a * L.SelectGreater(zero, a, Elementary<L>.Log(r), r - one) / scale;
                L t = Elementary<L>.Tanh(x);
                L factor = L.SelectGreater(zero, a, a / r, a);
                L.Store(value + i, L.SelectGreater(x, zero, scale * MinusTanh(x, t), zero));
                L.Store(slope + i, L.SelectGreater(x, zero, factor * (t * t), zero));
            }
        }

        /// <summary>x − tanh x; where little would be left of the difference, its series x³/3 − 2x⁵/15 + 17x⁷/315 − 62x⁹/2835.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static L MinusTanh<L>(L x, L tanh)
            where L : struct, ILanes<L>
        {
            L square = x * x;
            L series = L.FusedMultiplyAdd(L.Broadcast(-62f / 2835f), square, L.Broadcast(17f / 315f));
            series = L.FusedMultiplyAdd(series, square, L.Broadcast(-2f / 15f));
            series = L.FusedMultiplyAdd(series, square, L.Broadcast(1f / 3f));
            return L.SelectGreater(x, L.Broadcast(0.25f), x - tanh, series * (square * x));
        }
    }
}
