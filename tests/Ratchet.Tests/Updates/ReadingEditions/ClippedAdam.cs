using Ratchet.Tests.Numerics.ReadingEditions;

namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>Adam over all parameters, their joint gradient shortened to a largest norm. A parameter without a gradient stays, and so do its moments (trust-region facts, §1.2).</summary>
internal sealed class ClippedAdam(double[] theta, ReadingAdamOptions options)
{
    private readonly AdamReading[] _parameters = Array.ConvertAll(theta, value => new AdamReading(value, options.LearningRate, 0.9, 0.999, options.Epsilon, 0));

    /// <summary>θ.</summary>
    public double[] Theta => Array.ConvertAll(_parameters, parameter => parameter.Parameter);

    public void Step(double?[] gradient)
    {
        double norm = Math.Sqrt(gradient.Sum(g => g * g ?? 0));
        double scale = norm > options.MaxGradientNorm ? options.MaxGradientNorm / norm : 1;
        for (int i = 0; i < gradient.Length; i++)
            if (gradient[i] is { } slope)
                _parameters[i].Step(scale * slope);
    }
}

/// <summary>γ_θ, Adam's ε, and the largest norm of a gradient.</summary>
internal sealed record ReadingAdamOptions(double LearningRate, double Epsilon, double MaxGradientNorm);
