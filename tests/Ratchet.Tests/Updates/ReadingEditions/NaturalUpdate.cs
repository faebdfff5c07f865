using static Ratchet.Tests.Updates.ReadingEditions.Scalar;

namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>
/// An update of TRPO (Schulman et al. 2015, appendix C; trust-region facts, §3.3), and of NPG (Kakade 2002; §3.2), which takes α x without
/// a search. F is written out as a matrix; the critic has an Adam of its own.
/// </summary>
internal sealed class NaturalUpdate(TinyActorCritic network, double[] policy, ClippedAdam critic, NaturalReadingOptions options)
{
    /// <summary>θ, the policy's part.</summary>
    public double[] Policy { get; private set; } = policy;

    /// <summary>All parameters.</summary>
    public double[] Theta => [.. Policy, .. critic.Theta];

    /// <param name="batch">Collected with θ_old = θ.</param>
    /// <param name="epochs">Of the critic.</param>
    /// <param name="shuffle">Cuts the batch into the critic's minibatches, anew for each epoch.</param>
    public void Run(ReadingBatch batch, int epochs, Func<int[][]> shuffle)
    {
        double[] advantage = ReadingBatch.Normalized(batch.Advantages), old = Policy;
        Scalar[] theta = Variables(old);
        double[] g = Slopes(Surrogate(batch, advantage, theta, old), theta);                                    // g = ∇ mean[ρA]
        double[,] fisher = Fisher(batch, old);
        double[] x = Conjugate(fisher, g);                                                                      // x ≈ (F + damping I)⁻¹ g
        double longest = Math.Sqrt(2 * options.Delta / Dot(x, Product(fisher, x)));                             // s_max = √(2δ / xᵀFx)
        double length = options.Step > 0 ? options.Step : NaturalStep.LineSearch(
            longest, options.Backtrack, options.Tries, options.Delta,
            s => batch.Samples.Average(i => network.Policy(At(s), batch.Observations[i]).DivergenceFrom(network.Policy(old, batch.Observations[i])).Value),
            s => Surrogate(batch, advantage, Variables(At(s)), old).Value);
        Policy = At(length);
        TrainCritic(batch, epochs, shuffle);

        double[] At(double s) => [.. old.Zip(x, (parameter, direction) => parameter + (s * direction))];
    }

    private void TrainCritic(ReadingBatch batch, int epochs, Func<int[][]> shuffle)
    {
        for (int epoch = 0; epoch < epochs; epoch++)
            foreach (int[] minibatch in shuffle())
            {
                Scalar[] theta = Variables(Theta);
                Scalar loss = Mean(Array.ConvertAll(minibatch, i => Square(network.Value(theta, batch.Observations[i]) - batch.Returns[i])));
                critic.Step((options.ValueCoefficient * loss).Gradient(theta[Policy.Length..]));
            }
    }

    /// <summary>mean[ρA] (eq. 14).</summary>
    private Scalar Surrogate(ReadingBatch batch, double[] advantage, Scalar[] theta, double[] old) => Mean([.. batch.Samples.Select(i =>
        Exp(network.Policy(theta, batch.Observations[i]).LogProbability(batch.Actions[i]) - network.Policy(old, batch.Observations[i]).LogProbability(batch.Actions[i]).Value) * advantage[i])]);

    /// <summary>F + damping I, F = mean[Jᵀ M J]: the second derivative of the mean KL at θ_old (§3.3).</summary>
    private double[,] Fisher(ReadingBatch batch, double[] old)
    {
        var fisher = new double[old.Length, old.Length];
        for (int i = 0; i < old.Length; i++)
            fisher[i, i] = options.Damping;
        foreach (double[] observation in batch.Observations)
        {
            Scalar[] theta = Variables(old);
            TinyPolicy policy = network.Policy(theta, observation);
            double[] Values(Scalar[] numbers) => Array.ConvertAll(numbers, number => number.Value);
            double[,] metric = network.LogDeviations > 0 ? NaturalStep.GaussianMetric(Values(policy.LogDeviation)) : NaturalStep.CategoricalMetric(Values(policy.Outputs));
            double[][] rows = [.. policy.Numbers.Select(number => Slopes(number, theta))];
            var jacobian = new double[rows.Length, old.Length];
            for (int k = 0; k < rows.Length; k++)
                for (int p = 0; p < old.Length; p++)
                    jacobian[k, p] = rows[k][p];
            NaturalStep.AddFisher(fisher, jacobian, metric, batch.Observations.Length);
        }

        return fisher;
    }

    /// <summary>Conjugate gradients from x = 0 (§3.3), ended after some iterations.</summary>
    private double[] Conjugate(double[,] fisher, double[] g)
    {
        double[] x = new double[g.Length], r = [.. g], p = [.. g];
        for (int iteration = 0; iteration < options.CgIterations && Dot(r, r) > 1e-10; iteration++)
        {
            double[] z = Product(fisher, p);
            double squares = Dot(r, r), a = squares / Dot(p, z);
            for (int i = 0; i < g.Length; i++)
                (x[i], r[i]) = (x[i] + (a * p[i]), r[i] - (a * z[i]));
            double b = Dot(r, r) / squares;
            for (int i = 0; i < g.Length; i++)
                p[i] = r[i] + (b * p[i]);
        }

        return x;
    }

    private static double[] Slopes(Scalar of, Scalar[] theta) => Array.ConvertAll(of.Gradient(theta), slope => slope ?? 0);

    private static double[] Product(double[,] matrix, double[] x) =>
        [.. Enumerable.Range(0, x.Length).Select(row => x.Select((value, column) => matrix[row, column] * value).Sum())];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (left, right) => left * right).Sum();
}

/// <summary>δ, damping, iterations of CG, α (0 for a line search), c, tries, and the critic's c_vf.</summary>
internal sealed record NaturalReadingOptions(double Delta, double Damping, int CgIterations, double Step, double Backtrack, int Tries, double ValueCoefficient);
