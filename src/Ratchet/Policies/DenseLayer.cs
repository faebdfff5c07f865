namespace Ratchet.Policies;

/// <summary>
/// y = f(x W + b): where a layer stands in the parameter block, W row-major [inputs × outputs] and then b [outputs].
/// </summary>
/// <param name="Inputs">Width of x.</param>
/// <param name="Outputs">Width of y.</param>
/// <param name="Activated">Whether f is the network's activation, or the identity.</param>
/// <param name="Offset">First of its parameters in the block.</param>
internal readonly record struct DenseLayer(int Inputs, int Outputs, bool Activated, int Offset)
{
    public int WeightCount => checked(Inputs * Outputs);

    public int BiasOffset => Offset + WeightCount;

    public int ParameterCount => WeightCount + Outputs;
}
