namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>
/// A policy and a critic with one hidden tanh layer each, on parameters [policy] [log σ] [value], each layer W row-major and then b. With
/// log σ the policy is a diagonal Gaussian, without it a categorical.
/// </summary>
internal sealed record TinyActorCritic(int Inputs, int Hidden, int Outputs, int LogDeviations)
{
    public int PolicyParameters => ((Inputs + 1) * Hidden) + ((Hidden + 1) * Outputs) + LogDeviations;

    /// <summary>π_θ(·|s).</summary>
    public TinyPolicy Policy(Scalar[] theta, double[] observation) =>
        new(Network(theta, observation, Outputs), theta[(PolicyParameters - LogDeviations)..PolicyParameters]);

    /// <summary>π_θ(·|s) as numbers.</summary>
    public TinyPolicy Policy(double[] theta, double[] observation) => Policy(Scalar.Variables(theta), observation);

    /// <summary>V(s).</summary>
    public Scalar Value(Scalar[] theta, double[] observation) => Network(theta[PolicyParameters..], observation, 1)[0];

    private Scalar[] Network(Scalar[] theta, double[] observation, int outputs)
    {
        Scalar[] hidden = Array.ConvertAll(Layer(theta, Scalar.Variables(observation), Hidden), Scalar.Tanh);
        return Layer(theta[((Inputs + 1) * Hidden)..], hidden, outputs);
    }

    private static Scalar[] Layer(Scalar[] theta, Scalar[] x, int outputs) =>
        [.. Enumerable.Range(0, outputs).Select(j => theta[(x.Length * outputs) + j] + Scalar.Sum(x.Select((value, i) => value * theta[(i * outputs) + j])))];
}

/// <summary>A policy in one state: the network's outputs, logits or means, and log σ.</summary>
internal sealed record TinyPolicy(Scalar[] Outputs, Scalar[] LogDeviation)
{
    /// <summary>All numbers that the distribution depends on.</summary>
    public Scalar[] Numbers => [.. Outputs, .. LogDeviation];

    private bool IsGaussian => LogDeviation.Length > 0;

    /// <summary>ln π(a|s): −(a − μ)²/2σ² − ln σ − ½ ln 2π for each entry, or z_a − ln Σ exp z.</summary>
    public Scalar LogProbability(double[] action) => IsGaussian
        ? Scalar.Sum(Outputs.Select((mean, d) =>
            -(Scalar.Square((action[d] - mean) / Scalar.Exp(LogDeviation[d])) / 2) - LogDeviation[d] - (0.5 * Math.Log(2 * Math.PI))))
        : LogProbabilities()[(int)action[0]];

    /// <summary>H: ln σ + ½ ln 2πe for each entry, or −Σ p ln p.</summary>
    public Scalar Entropy() => IsGaussian
        ? Scalar.Sum(LogDeviation.Select(logSigma => logSigma + (0.5 * Math.Log(2 * Math.PI * Math.E))))
        : -Scalar.Sum(LogProbabilities().Select(logP => Scalar.Exp(logP) * logP));

    /// <summary>KL(old ‖ this), exact (trust-region facts, §1.1); old is constant.</summary>
    public Scalar DivergenceFrom(TinyPolicy old) => IsGaussian ? GaussianDivergenceFrom(old) : CategoricalDivergenceFrom(old);

    private Scalar GaussianDivergenceFrom(TinyPolicy old) => Scalar.Sum(Outputs.Select((mean, d) =>
    {
        double oldMean = old.Outputs[d].Value, oldSigma = Math.Exp(old.LogDeviation[d].Value);
        Scalar variance = Scalar.Exp(2 * LogDeviation[d]);
        return LogDeviation[d] - Math.Log(oldSigma) + (((oldSigma * oldSigma) + Scalar.Square(oldMean - mean)) / (2 * variance)) - 0.5;
    }));

    private Scalar CategoricalDivergenceFrom(TinyPolicy old)
    {
        Scalar[] logP = LogProbabilities();
        return Scalar.Sum(old.LogProbabilities().Select((oldLogP, a) => Math.Exp(oldLogP.Value) * (oldLogP.Value - logP[a])));
    }

    private Scalar[] LogProbabilities()
    {
        Scalar normalizer = Scalar.Log(Scalar.Sum(Outputs.Select(Scalar.Exp)));
        return Array.ConvertAll(Outputs, logit => logit - normalizer);
    }
}
