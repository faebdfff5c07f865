namespace Ratchet.BlackBox.Tests.CovarianceAdaptation;

/// <summary>
/// CMA-ES to be read: one generation, line by line from Hansen's tutorial (arXiv 1604.00772, appendix A), minimising. It is told the points, and works out what the search
/// made of its random numbers from C itself, which it decomposes by Jacobi's rotations.
/// </summary>
internal sealed class CmaEsReading(double[] mean, double sigma, int lambda)
{
    private readonly int n = mean.Length;
    private double[] pSigma = new double[mean.Length];
    private double[] pC = new double[mean.Length];
    private int g;

    public double[] Mean { get; private set; } = mean;

    public double Sigma { get; private set; } = sigma;

    public double[,] C { get; private set; } = Identity(mean.Length);

    /// <summary>Generations in which h_σ was 0.</summary>
    public int Stalls { get; private set; }

    public void Update(double[][] points, double[] values)
    {
        int mu = lambda / 2;
        double[] raw = [.. Enumerable.Range(1, lambda).Select(i => Math.Log((lambda + 1) / 2.0) - Math.Log(i))]; // (49)
        double muEff = Math.Pow(raw.Take(mu).Sum(), 2) / raw.Take(mu).Sum(w => w * w);
        double muEffMinus = Math.Pow(raw.Skip(mu).Sum(), 2) / raw.Skip(mu).Sum(w => w * w);
        double cSigma = (muEff + 2) / (n + muEff + 5); // (55)
        double dSigma = 1 + (2 * Math.Max(0, Math.Sqrt((muEff - 1) / (n + 1)) - 1)) + cSigma;
        double cC = (4 + (muEff / n)) / (n + 4 + (2 * muEff / n)); // (56)
        double c1 = 2 / (Math.Pow(n + 1.3, 2) + muEff); // (57)
        double cMu = Math.Min(1 - c1, 2 * (muEff - 2 + (1 / muEff) + 0.25) / (Math.Pow(n + 2, 2) + muEff)); // (58)
        double chiN = Math.Sqrt(n) * (1 - (1.0 / (4 * n)) + (1.0 / (21 * n * n)));
        double alpha = Math.Min(1 + (c1 / cMu), Math.Min(1 + (2 * muEffMinus / (muEff + 2)), (1 - c1 - cMu) / (n * cMu))); // (50)–(52)
        double[] w = [.. raw.Select((value, i) => i < mu ? value / raw.Take(mu).Sum() : value * alpha / raw.Skip(mu).Sum(Math.Abs))]; // (53)

        double[][] y = [.. Enumerable.Range(0, lambda).OrderBy(i => values[i]).Select(i => points[i].Zip(Mean, (x, m) => (x - m) / Sigma).ToArray())];
        double[,] whitening = InverseRoot(C);
        double[] yw = [.. Enumerable.Range(0, n).Select(j => Enumerable.Range(0, mu).Sum(i => w[i] * y[i][j]))]; // (41)
        Mean = [.. Mean.Zip(yw, (m, step) => m + (Sigma * step))]; // (42)
        double[] white = Times(whitening, yw);
        pSigma = [.. pSigma.Zip(white, (p, step) => ((1 - cSigma) * p) + (Math.Sqrt(cSigma * (2 - cSigma) * muEff) * step))]; // (43)
        double length = Math.Sqrt(pSigma.Sum(p => p * p));
        Sigma *= Math.Exp(Math.Clamp(cSigma / dSigma * ((length / chiN) - 1), -1, 1)); // (44)
        double h = length / Math.Sqrt(1 - Math.Pow(1 - cSigma, 2 * (g + 1))) < (1.4 + (2.0 / (n + 1))) * chiN ? 1 : 0;
        Stalls += h == 0 ? 1 : 0;
        pC = [.. pC.Zip(yw, (p, step) => ((1 - cC) * p) + (h * Math.Sqrt(cC * (2 - cC) * muEff) * step))]; // (45)
        double[] wCircle = [.. w.Select((weight, i) => weight >= 0 ? weight : weight * n / Times(whitening, y[i]).Sum(v => v * v))]; // (46)
        var next = new double[n, n];
        for (int r = 0; r < n; r++)
            for (int s = 0; s < n; s++)
                next[r, s] = ((1 + (c1 * (1 - h) * cC * (2 - cC)) - c1 - (cMu * w.Sum())) * C[r, s]) + (c1 * pC[r] * pC[s])
                    + (cMu * Enumerable.Range(0, lambda).Sum(i => wCircle[i] * y[i][r] * y[i][s])); // (47)
        C = next;
        g++;
    }

    private static double[] Times(double[,] matrix, double[] vector) =>
        [.. Enumerable.Range(0, vector.Length).Select(r => Enumerable.Range(0, vector.Length).Sum(s => matrix[r, s] * vector[s]))];

    private static double[,] Identity(int n)
    {
        var identity = new double[n, n];
        for (int i = 0; i < n; i++)
            identity[i, i] = 1;
        return identity;
    }

    /// <summary>C^−½ = B D⁻¹ Bᵀ.</summary>
    private static double[,] InverseRoot(double[,] c)
    {
        int n = c.GetLength(0);
        var a = (double[,])c.Clone();
        double[,] b = Identity(n), root = new double[n, n];
        for (int sweep = 0; sweep < 30; sweep++)
            for (int p = 0; p < n; p++)
                for (int q = p + 1; q < n; q++)
                    Rotate(a, b, p, q);
        for (int r = 0; r < n; r++)
            for (int s = 0; s < n; s++)
                root[r, s] = Enumerable.Range(0, n).Sum(k => b[r, k] * b[s, k] / Math.Sqrt(a[k, k]));
        return root;
    }

    private static void Rotate(double[,] a, double[,] b, int p, int q)
    {
        if (a[p, q] == 0)
            return;
        double angle = 0.5 * Math.Atan2(2 * a[p, q], a[q, q] - a[p, p]), cosine = Math.Cos(angle), sine = Math.Sin(angle);
        int n = a.GetLength(0);
        for (int k = 0; k < n; k++)
            (a[k, p], a[k, q]) = ((cosine * a[k, p]) - (sine * a[k, q]), (sine * a[k, p]) + (cosine * a[k, q]));
        for (int k = 0; k < n; k++)
            (a[p, k], a[q, k]) = ((cosine * a[p, k]) - (sine * a[q, k]), (sine * a[p, k]) + (cosine * a[q, k]));
        for (int k = 0; k < n; k++)
            (b[k, p], b[k, q]) = ((cosine * b[k, p]) - (sine * b[k, q]), (sine * b[k, p]) + (cosine * b[k, q]));
    }
}
