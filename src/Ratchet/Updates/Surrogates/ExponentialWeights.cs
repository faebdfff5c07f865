using Ratchet.Numerics;

namespace Ratchet.Updates.Surrogates;

/// <summary>
/// ψ of V-MPO (Song et al. 2019, §3.1 and appendices A and C): the distribution over the samples with the greatest advantages of the whole batch,
/// D_top, that the policy is fitted to, and the loss of its temperature η.
/// <code>
/// ψ_i = ρ_i exp(A_i/η) / Σ_top ρ_j exp(A_j/η)        on D_top, 0 elsewhere
/// L_η = η ε_η + η ln[ (1/|D_top|) Σ_top ρ_j exp(A_j/η) ]        ∂L_η/∂η = ε_η + ln[…] − Σ_top ψ_j A_j/η
/// </code>
/// L_η is the convex dual of max Σ ψ A with KL(ψ ‖ ρ/|D_top|) ≤ ε_η: where its slope is 0, that KL is ε_η. Stale samples, which another policy than
/// the reference drew, carry ρ = min(1, π_ref/π_D); for all others ρ = 1.
/// </summary>
/// <remarks>
/// D_top is chosen once a batch (or where advantages change), ψ is worked out anew for every step of η: over the chosen samples alone, with the
/// greatest exponent subtracted, in the order of the rows.
/// </remarks>
internal sealed unsafe class ExponentialWeights
{
    private readonly Kernels _kernels;
    private readonly int _rows;
    private readonly AlignedBuffer<int> _chosen;
    private readonly AlignedBuffer<uint> _ranks;
    private readonly AlignedBuffer<float> _advantages;
    private readonly AlignedBuffer<float> _exponents;
    private readonly AlignedBuffer<float> _powers;
    private readonly AlignedBuffer<float> _weights;

    /// <summary>No weights yet.</summary>
    /// <param name="rows">N, samples in the batch.</param>
    /// <param name="fraction">|D_top| / N, in (0, 1]; |D_top| is rounded down, and at least 1.</param>
    /// <param name="kernels">The kernels to compute with.</param>
    public ExponentialWeights(int rows, double fraction, Kernels kernels)
    {
        _rows = rows;
        _kernels = kernels;
        int count = (int)(fraction * rows);
        Count = count < 1 ? 1 : count;
        _chosen = new AlignedBuffer<int>(Count);
        _ranks = new AlignedBuffer<uint>(rows);
        _advantages = new AlignedBuffer<float>(Count);
        _exponents = new AlignedBuffer<float>(Kernels.Pad(Count));
        _powers = new AlignedBuffer<float>(Kernels.Pad(Count));
        _weights = new AlignedBuffer<float>(rows);
    }

    /// <summary>|D_top|.</summary>
    public int Count { get; }

    /// <summary>The rows of D_top, ascending.</summary>
    public ReadOnlySpan<int> Chosen => _chosen.Span;

    /// <summary>N ψ_i for every row of the batch, so that a mean over the batch (or an unbiased one over a minibatch) is the sum over D_top.</summary>
    public float* Weights => _weights.Pointer;

    /// <summary>ln[ (1/|D_top|) Σ_top ρ exp((A − max A)/η) ].</summary>
    private double _logMeanPower;

    /// <summary>Σ_top ψ (A − max A)/η.</summary>
    private double _meanExponent;

    /// <summary>max A / η.</summary>
    private double _greatestExponent;

    /// <summary>L_η at the temperature of the last <see cref="Weigh"/>.</summary>
    public double Loss(double temperature, double epsilon) => temperature * (epsilon + _logMeanPower + _greatestExponent);

    /// <summary>∂L_η/∂η there; max A/η cancels in it, however small η is.</summary>
    public double Slope(double epsilon) => epsilon + _logMeanPower - _meanExponent;

    /// <summary>Chooses D_top: exactly <see cref="Count"/> rows, of equal advantages those with the lower index.</summary>
    /// <param name="advantages">A of every row.</param>
    /// <param name="scale">The unit that the exponents see them in.</param>
    public void Choose(float* advantages, AdvantageScale scale)
    {
        for (int i = 0; i < _rows; i++)
            _ranks.Pointer[i] = Rank(advantages[i]);
        uint threshold = Threshold();
        int ties = Count - Above(threshold);
        int chosen = 0;
        for (int i = 0; i < _rows; i++)
        {
            uint rank = _ranks.Pointer[i];
            if (rank < threshold || (rank == threshold && ties-- <= 0))
                continue;
            _chosen.Pointer[chosen] = i;
            _advantages.Pointer[chosen++] = scale.Apply(advantages[i]);
        }
    }

    /// <summary>Works ψ out.</summary>
    /// <param name="temperature">η.</param>
    /// <param name="logImportance">ln ρ of every row of the batch, at most 0; null where nothing is stale.</param>
    public void Weigh(double temperature, float* logImportance)
    {
        float* exponents = _exponents.Pointer, powers = _powers.Pointer;
        float greatest = Greatest(_advantages.Pointer), inverse = (float)(1 / temperature);
        for (int k = 0; k < Count; k++)
        {
            exponents[k] = (_advantages.Pointer[k] - greatest) * inverse;
            powers[k] = exponents[k] + (logImportance is null ? 0f : logImportance[_chosen.Pointer[k]]);
        }

        // With ρ the greatest power need not be where the greatest advantage is.
        float shift = Greatest(powers);
        for (int k = 0; k < Count; k++)
            powers[k] -= shift;
        _kernels.Exp(powers, powers, Count);
        double sum = 0, weighted = 0;
        for (int k = 0; k < Count; k++)
        {
            sum += powers[k];
            weighted += (double)powers[k] * exponents[k];
        }

        _logMeanPower = Real.Log(sum / Count) + shift;
        _meanExponent = weighted / sum;
        _greatestExponent = greatest / temperature;
        _weights.Span.Clear();
        for (int k = 0; k < Count; k++)
            _weights.Pointer[_chosen.Pointer[k]] = (float)(_rows * powers[k] / sum);
    }

    /// <summary>
    /// A number that orders as the float does: the sign bit turned round, and for negative ones all others too. Both zeros are one; a NaN comes
    /// first, so that it is seen in the weights and not silently left out.
    /// </summary>
    private static uint Rank(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return float.IsNaN(value) ? uint.MaxValue : (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }

    /// <summary>The greatest rank that at least <see cref="Count"/> rows reach, found bit by bit.</summary>
    private uint Threshold()
    {
        uint threshold = 0;
        for (uint bit = 0x80000000; bit != 0; bit >>= 1)
        {
            if (Above((threshold | bit) - 1) >= Count)
                threshold |= bit;
        }

        return threshold;
    }

    /// <summary>How many rows are above a rank.</summary>
    private int Above(uint rank)
    {
        uint* ranks = _ranks.Pointer;
        int above = 0;
        for (int i = 0; i < _rows; i++)
            above += ranks[i] > rank ? 1 : 0;
        return above;
    }

    private float Greatest(float* values)
    {
        float greatest = values[0];
        for (int k = 1; k < Count; k++)
            greatest = MinibatchSums.Greater(greatest, values[k]);
        return greatest;
    }
}
