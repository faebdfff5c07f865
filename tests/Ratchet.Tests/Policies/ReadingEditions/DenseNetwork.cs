using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Tests.Numerics.ReadingEditions;

namespace Ratchet.Tests.Policies.ReadingEditions;

/// <summary>An actor-critic read from its parameter block alone, as documented: [trunk] [policy] [log σ] [value], each layer W row-major and then b.</summary>
internal sealed class DenseNetwork(NetworkOptions options, int inputs, int outputs, int freeParameters)
{
    private bool IsShared => options.Shared && options.Hidden.Count > 0;

    /// <summary>The policy's outputs, log σ and the value at normalised inputs.</summary>
    public (double[] Outputs, double[] LogDeviation, double Value) Run(double[] parameters, double[] x)
    {
        int position = 0;
        double[] below = x;
        if (IsShared)
            below = Hidden(parameters, ref position, x);
        double[] policy = Layer(parameters, ref position, IsShared ? below : Hidden(parameters, ref position, x), outputs, Activation.Identity);
        double[] logDeviation = parameters[position..(position + freeParameters)];
        position += freeParameters;
        double[] value = Layer(parameters, ref position, IsShared ? below : Hidden(parameters, ref position, x), 1, Activation.Identity);
        if (position != parameters.Length || x.Length != inputs)
            throw new InvalidOperationException($"The layout ends at {position}; there are {parameters.Length} parameters.");
        return (policy, logDeviation, value[0]);
    }

    private double[] Hidden(double[] parameters, ref int position, double[] x)
    {
        foreach (int width in options.Hidden)
            x = Layer(parameters, ref position, x, width, options.Activation);
        return x;
    }

    private static double[] Layer(double[] parameters, ref int position, double[] x, int width, Activation activation)
    {
        var y = new double[width];
        for (int j = 0; j < width; j++)
        {
            double sum = parameters[position + (x.Length * width) + j];
            for (int i = 0; i < x.Length; i++)
                sum += x[i] * parameters[position + (i * width) + j];
            y[j] = MatrixProduct.Activate(activation, sum);
        }

        position += (x.Length + 1) * width;
        return y;
    }
}
