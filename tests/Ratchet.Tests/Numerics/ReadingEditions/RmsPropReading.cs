namespace Ratchet.Tests.Numerics.ReadingEditions;

/// <summary>
/// RMSprop for one parameter (Tieleman and Hinton 2012, lecture 6.5): as PyTorch has it, with ε outside the root and the mean square from 0, or as
/// TensorFlow has it, with ε inside and the mean square from 1 (trust-region facts, §6.7). The weight decay is decoupled.
/// </summary>
internal sealed class RmsPropReading(double parameter, double rate, double alpha, double epsilon, bool inside, double decay)
{
    public double Parameter { get; private set; } = parameter;

    public double MeanSquare { get; private set; } = inside ? 1 : 0;

    public void Step(double gradient)
    {
        MeanSquare = (alpha * MeanSquare) + ((1 - alpha) * gradient * gradient);
        double root = inside ? Math.Sqrt(MeanSquare + epsilon) : Math.Sqrt(MeanSquare) + epsilon;
        Parameter = Parameter - (rate * decay * Parameter) - (rate * gradient / root);
    }
}
