namespace Ratchet.Tests.Numerics.ReadingEditions;

/// <summary>Adam for one parameter, as Kingma and Ba (2015), algorithm 1, have it; with λ &gt; 0 AdamW (Loshchilov and Hutter 2019, algorithm 2).</summary>
internal sealed class AdamReading(double parameter, double rate, double beta1, double beta2, double epsilon, double decay)
{
    private int _t;

    public double Parameter { get; set; } = parameter;

    public double FirstMoment { get; private set; }

    public double SecondMoment { get; private set; }

    public void Step(double gradient)
    {
        _t++;
        FirstMoment = (beta1 * FirstMoment) + ((1 - beta1) * gradient);
        SecondMoment = (beta2 * SecondMoment) + ((1 - beta2) * gradient * gradient);
        double m = FirstMoment / (1 - Math.Pow(beta1, _t));
        double v = SecondMoment / (1 - Math.Pow(beta2, _t));
        Parameter = Parameter - (rate * decay * Parameter) - (rate * m / (Math.Sqrt(v) + epsilon));
    }
}
