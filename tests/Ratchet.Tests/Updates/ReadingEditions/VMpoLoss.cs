namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>The losses of V-MPO (Song et al. 2019; mirror-learning facts, §6.1) over a whole batch, to be minimised.</summary>
internal static class VMpoLoss
{
    /// <summary>D_top: the samples with the greatest advantages, half of the batch (the fraction), of equal ones the earlier.</summary>
    public static int[] Top(double[] advantage, double fraction = 0.5) =>
        [.. Enumerable.Range(0, advantage.Length).OrderByDescending(i => advantage[i]).ThenBy(i => i).Take(Math.Max(1, (int)(fraction * advantage.Length))).Order()];

    /// <summary>ψ_i = ρ_i exp(A_i/η) / Σ_top ρ_j exp(A_j/η), the weights of D_top; ρ = 1 without staleness (slides, eq. 7 and the last but one).</summary>
    public static double[] Weights(double[] advantage, int[] top, double eta, double[]? importance = null)
    {
        // Subtracting the greatest advantage changes nothing in the quotient, but leaves a number of every exponential.
        double greatest = top.Max(j => advantage[j]), sum = top.Sum(j => (importance?[j] ?? 1) * Math.Exp((advantage[j] - greatest) / eta));
        var weights = new double[advantage.Length];
        foreach (int i in top)
            weights[i] = (importance?[i] ?? 1) * Math.Exp((advantage[i] - greatest) / eta) / sum;
        return weights;
    }

    /// <summary>ρ = min(1, π_ref(a|s) / π_D(a|s)).</summary>
    public static double Importance(double referenceLogProbability, double behaviourLogProbability) =>
        Math.Min(1, Math.Exp(referenceLogProbability - behaviourLogProbability));

    /// <summary>L_π(θ) = −Σ_top ψ_i ln π_θ(a_i|s_i).</summary>
    public static double Policy(double[] weights, double[] logProbability)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
            sum += weights[i] * logProbability[i];
        return -sum;
    }

    /// <summary>L_η(η) = η ε_η + η ln[ (1/|D_top|) Σ_top ρ_i exp(A_i/η) ] (slides, eq. 8).</summary>
    public static double Temperature(double[] advantage, int[] top, double eta, double epsilon, double[]? importance = null)
    {
        double greatest = top.Max(j => advantage[j]), mean = top.Average(j => (importance?[j] ?? 1) * Math.Exp((advantage[j] - greatest) / eta));
        return (eta * epsilon) + (eta * Math.Log(mean)) + greatest;
    }

    /// <summary>L_α(θ, α) = mean over all of D of α (ε_α − sg[KL]) + sg[α] KL: its derivative in θ is that of <c>alpha · mean KL</c>, that in α is ε_α − mean KL.</summary>
    public static double Constraint(double alpha, double[] divergence) => alpha * divergence.Average();

    /// <summary>dL_α/dα = ε_α − mean KL: while it is negative, α rises.</summary>
    public static double MultiplierGradient(double epsilon, double[] divergence) => epsilon - divergence.Average();

    /// <summary>KL(ψ ‖ uniform on D_top) = Σ_top ψ ln(|D_top| ψ), which the optimal temperature makes ε_η (dual of the constraint, eq. 4).</summary>
    public static double DivergenceFromUniform(double[] weights, int[] top) => top.Sum(i => weights[i] > 0 ? weights[i] * Math.Log(top.Length * weights[i]) : 0);
}
