namespace Ratchet.Tests.Updates.MirrorLearning;

/// <summary>N(π).</summary>
internal enum MirrorNeighbourhood
{
    /// <summary>All policies.</summary>
    All,

    /// <summary>The ball's drift is at most its radius in every state.</summary>
    EveryState,

    /// <summary>Its mean over the states is at most its radius; with the KL and no drift this is TRPO.</summary>
    Mean,
}

/// <summary>
/// The update of mirror learning (facts, §1), solved exactly, with all states equally often sampled (β = ν):
/// <code>
/// π_{n+1} = argmax_{π̄ ∈ N(π_n)} E_s[ Σ_a π̄(a|s) A(s, a) − weight · D(π̄(·|s), π_n(·|s)) ]
/// </code>
/// The ball is one of the drift itself, or of the KL where there is no drift: its multiplier λ then only adds to the weight.
/// </summary>
internal sealed class MirrorStep(string drift, MirrorNeighbourhood neighbourhood)
{
    /// <summary>Weight of the drift.</summary>
    public const double Weight = 0.1;

    /// <summary>Radius of the ball.</summary>
    public const double Radius = 0.05;

    /// <summary>What a softmax leaves to every action, so that its logits are finite.</summary>
    private const double Least = 1e-12;

    private readonly TabularDrift _drift = TabularDrift.Named(drift);
    private readonly TabularDrift _ball = TabularDrift.Named(drift == "zero" ? "kl" : drift);
    private readonly double _weight = drift == "zero" ? 0 : Weight;

    /// <summary>weight · D in each state.</summary>
    public double[] Paid(double[][] next, double[][] policy) => [.. next.Zip(policy, (p, q) => _weight * _drift.Value(p, q))];

    /// <summary>The ball's drift in each state.</summary>
    public double[] Distances(double[][] next, double[][] policy) => [.. next.Zip(policy, _ball.Value)];

    /// <summary>π_{n+1} by [state][action].</summary>
    public double[][] Next(double[][] advantages, double[][] policy)
    {
        double[][] free = Solve(advantages, policy, 0);
        double[][] next = neighbourhood switch
        {
            MirrorNeighbourhood.EveryState => [.. free.Select((_, s) => WithinBall([free[s]], [advantages[s]], [policy[s]])[0])],
            MirrorNeighbourhood.Mean => WithinBall(free, advantages, policy),
            _ => free,
        };
        return [.. next.Select(p => p.Select(value => (value + Least) / (1 + (p.Length * Least))).ToArray())];
    }

    /// <summary>The multiplier λ at which the mean distance of some states is the radius, between 10⁻⁹ and 10⁹.</summary>
    private double[][] WithinBall(double[][] free, double[][] advantages, double[][] policy)
    {
        if (Distances(free, policy).Average() <= Radius)
            return free;
        double power = TabularDrift.Bisect(-9, 9, x => Distances(Solve(advantages, policy, Math.Pow(10, x)), policy).Average() > Radius);
        return Solve(advantages, policy, Math.Pow(10, power));
    }

    private double[][] Solve(double[][] advantages, double[][] policy, double lambda)
    {
        TabularDrift solver = lambda > 0 ? _ball : _drift;
        return [.. policy.Select((q, s) => solver.Maximizer(advantages[s], q, _weight + lambda))];
    }
}
