namespace Ratchet.Numerics;

/// <summary>Elementary functions of doubles that give the same bits on every processor.</summary>
public static class Real
{
    /// <summary>sin x.</summary>
    public static double Sin(double x) => throw new NotImplementedException();

    /// <summary>cos x.</summary>
    public static double Cos(double x) => throw new NotImplementedException();

    /// <summary>ln x.</summary>
    public static double Log(double x) => throw new NotImplementedException();

    /// <summary>e^x.</summary>
    public static double Exp(double x) => throw new NotImplementedException();
}
