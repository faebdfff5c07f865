namespace Ratchet.Tests.Updates.MirrorLearning;

/// <summary>
/// A finite game whose moves are certain: move a in state s earns Rewards[s][a] and leads to Successors[s][a], or ends the game where that
/// is <see cref="End"/>. Games begin in every state with equal probability. Values and advantages are exact: they solve Bellman's equations.
/// </summary>
internal sealed class TabularGame(double discount, int[][] successors, double[][] rewards)
{
    public const int End = -1;

    public int States => successors.Length;

    public int Actions => successors[0].Length;

    /// <summary>γ.</summary>
    public double Discount => discount;

    public int Successor(int state, int action) => successors[state][action];

    public double Reward(int state, int action) => rewards[state][action];

    /// <summary>V of a policy, probabilities by [state][action]: the solution of V(s) = Σ_a π(a|s) (r + γ V(s′)).</summary>
    public double[] Values(double[][] policy)
    {
        var system = new double[States, States];
        var values = new double[States];
        for (int s = 0; s < States; s++)
        {
            system[s, s] = 1;
            for (int a = 0; a < Actions; a++)
            {
                values[s] += policy[s][a] * Reward(s, a);
                if (Successor(s, a) != End)
                    system[s, Successor(s, a)] -= discount * policy[s][a];
            }
        }

        Eliminate(system, values);
        return values;
    }

    /// <summary>A(s, a) = r + γ V(s′) − V(s).</summary>
    public double[][] Advantages(double[] values) =>
        [.. Enumerable.Range(0, States).Select(s => Enumerable.Range(0, Actions).Select(a => Backup(values, s, a) - values[s]).ToArray())];

    /// <summary>η, the expected return: the mean of V, as every state is as probable a start as any other.</summary>
    public static double Return(double[] values) => values.Average();

    /// <summary>V* by value iteration, V(s) ← max_a (r + γ V(s′)), until it stands still.</summary>
    public double[] OptimalValues()
    {
        var values = new double[States];
        double change;
        do
        {
            double[] next = [.. Enumerable.Range(0, States).Select(s => Enumerable.Range(0, Actions).Max(a => Backup(values, s, a)))];
            change = next.Zip(values, (a, b) => Math.Abs(a - b)).Max();
            values = next;
        }
        while (change > 1e-12);
        return values;
    }

    private double Backup(double[] values, int state, int action) =>
        Reward(state, action) + (Successor(state, action) == End ? 0 : discount * values[Successor(state, action)]);

    /// <summary>Gaussian elimination; I − γP is diagonally dominant, so that it needs no pivoting.</summary>
    private static void Eliminate(double[,] system, double[] x)
    {
        int n = x.Length;
        for (int pivot = 0; pivot < n; pivot++)
            for (int row = 0; row < n; row++)
            {
                double factor = row == pivot ? 0 : system[row, pivot] / system[pivot, pivot];
                for (int column = pivot; column < n && factor != 0; column++)
                    system[row, column] -= factor * system[pivot, column];
                x[row] -= factor * x[pivot];
            }

        for (int i = 0; i < n; i++)
            x[i] /= system[i, i];
    }
}
