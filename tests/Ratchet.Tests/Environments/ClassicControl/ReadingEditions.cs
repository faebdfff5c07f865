namespace Ratchet.Tests.Environments.ClassicControl;

/// <summary>The classic-control dynamics in plain scalar C#, one line a formula, as the fact sheet of the environments states them.</summary>
internal static class ReadingEditions
{
    public static double[] CartPole(double[] s, int action)
    {
        const double g = 9.8, mp = 0.1, l = 0.5, M = 1.1;
        double F = action == 0 ? -10 : 10;
        double t = (F + mp * l * Math.Pow(s[3], 2) * Math.Sin(s[2])) / M;
        double theta2 = (g * Math.Sin(s[2]) - Math.Cos(s[2]) * t) / (l * (4.0 / 3.0 - mp * Math.Pow(Math.Cos(s[2]), 2) / M));
        double x2 = t - mp * l * theta2 * Math.Cos(s[2]) / M;
        return [s[0] + 0.02 * s[1], s[1] + 0.02 * x2, s[2] + 0.02 * s[3], s[3] + 0.02 * theta2];
    }

    public static (double[] State, double Reward) Pendulum(double[] s, double action)
    {
        double u = Math.Max(-2, Math.Min(2, action));
        // n(θ) in a form of its own: the angle of the point (cos θ, sin θ).
        double n = Math.Atan2(Math.Sin(s[0]), Math.Cos(s[0]));
        double reward = -(n * n + 0.1 * s[1] * s[1] + 0.001 * u * u);
        double speed = Math.Max(-8, Math.Min(8, s[1] + (15 * Math.Sin(s[0]) + 3 * u) * 0.05));
        return ([s[0] + speed * 0.05, speed], reward);
    }

    public static double[] MountainCar(double[] s, double push, double cosine = 0.0025)
    {
        double v = Math.Max(-0.07, Math.Min(0.07, s[1] + push - cosine * Math.Cos(3 * s[0])));
        double p = Math.Max(-1.2, Math.Min(0.6, s[0] + v));
        return [p, p == -1.2 && v < 0 ? 0 : v];
    }

    public static double[] Acrobot(double[] s, int action)
    {
        const double h = 0.2;
        double[] k1 = AcrobotDerivative(s, action - 1);
        double[] k2 = AcrobotDerivative(Add(s, h / 2, k1), action - 1);
        double[] k3 = AcrobotDerivative(Add(s, h / 2, k2), action - 1);
        double[] k4 = AcrobotDerivative(Add(s, h, k3), action - 1);
        double[] next = new double[4];
        for (int i = 0; i < 4; i++)
            next[i] = s[i] + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        for (int i = 0; i < 2; i++)
            next[i] -= 2 * Math.PI * Math.Round(next[i] / (2 * Math.PI));
        next[2] = Math.Max(-4 * Math.PI, Math.Min(4 * Math.PI, next[2]));
        next[3] = Math.Max(-9 * Math.PI, Math.Min(9 * Math.PI, next[3]));
        return next;
    }

    /// <summary>The dynamics with every constant of the general form written out: m = l = I = 1, lc = 0.5, g = 9.8.</summary>
    private static double[] AcrobotDerivative(double[] s, double torque)
    {
        const double m1 = 1, m2 = 1, l1 = 1, lc1 = 0.5, lc2 = 0.5, I1 = 1, I2 = 1, g = 9.8;
        double a1 = s[0], a2 = s[1], w1 = s[2], w2 = s[3];
        double d1 = m1 * lc1 * lc1 + m2 * (l1 * l1 + lc2 * lc2 + 2 * l1 * lc2 * Math.Cos(a2)) + I1 + I2;
        double d2 = m2 * (lc2 * lc2 + l1 * lc2 * Math.Cos(a2)) + I2;
        // cos(x − π/2) = sin x
        double phi2 = m2 * lc2 * g * Math.Sin(a1 + a2);
        double phi1 = -m2 * l1 * lc2 * w2 * w2 * Math.Sin(a2) - 2 * m2 * l1 * lc2 * w2 * w1 * Math.Sin(a2)
            + (m1 * lc1 + m2 * l1) * g * Math.Sin(a1) + phi2;
        double acc2 = (torque + d2 / d1 * phi1 - m2 * l1 * lc2 * w1 * w1 * Math.Sin(a2) - phi2) / (m2 * lc2 * lc2 + I2 - d2 * d2 / d1);
        return [w1, w2, -(d2 * acc2 + phi1) / d1, acc2];
    }

    private static double[] Add(double[] a, double factor, double[] b)
    {
        double[] sum = new double[a.Length];
        for (int i = 0; i < a.Length; i++)
            sum[i] = a[i] + factor * b[i];
        return sum;
    }
}
