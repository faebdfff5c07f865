namespace Ratchet.BlackBox.Tests.Methods;

/// <summary>Ask, evaluate, tell.</summary>
internal static class SearchLoop
{
    /// <summary>−|x − c|² with c = (1, −1, 1, …): the greatest value is 0.</summary>
    public static double Sphere(double[] point)
    {
        double sum = 0;
        for (int i = 0; i < point.Length; i++)
            sum -= (point[i] - Optimum(i)) * (point[i] - Optimum(i));
        return sum;
    }

    public static double Optimum(int coordinate) => coordinate % 2 == 0 ? 1 : -1;

    public static double DistanceToOptimum(SearchMethod search) => Math.Sqrt(-Sphere(search.Center.ToArray()));

    public static double[] Candidate(SearchMethod search, int index)
    {
        double[] point = new double[search.Dimension];
        search.Candidate(index, point);
        return point;
    }

    public static double[] Values(SearchMethod search, Func<double[], double> function) =>
        [.. Enumerable.Range(0, search.Population).Select(index => function(Candidate(search, index)))];

    public static void Advance(SearchMethod search, Func<double[], double> function, int generations = 1)
    {
        for (int generation = 0; generation < generations; generation++)
            search.Tell(Values(search, function));
    }
}
