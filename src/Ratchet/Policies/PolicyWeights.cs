using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.Policies;

/// <summary>
/// A policy as a safetensors file of named weights, laid out as PyTorch lays out a <c>Sequential</c>: for Python tools, which may change it and give it
/// back. The names are those of docs/export.md.
/// </summary>
/// <remarks>The file has no checksum of ours, so that any tool can write it.</remarks>
public static class PolicyWeights
{
    private const string Mean = "normalizer.mean";
    private const string InverseDeviation = "normalizer.inverse_deviation";
    private const string Count = "normalizer.count";
    private const string LogDeviation = "log_std";
    private const string BelowDiagonal = "cholesky_below_diagonal";

    /// <summary>Writes the weights of a policy and its value function. The file appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteFile(ActorCritic policy, string path)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentException.ThrowIfNullOrEmpty(path);
        WholeFile.Write(path, stream => SafeTensors.Write(stream, ToSnapshot(policy), withChecksum: false));
    }

    /// <summary>The policy in a file of weights, whoever wrote it; a value function that is not there is zero.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="SnapshotException">It holds no policy; the message names file and array.</exception>
    public static ActorCritic ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(path, SafeTensors.ReadFile(path));
    }

    /// <summary>The weights as arrays.</summary>
    internal static Snapshot ToSnapshot(ActorCritic policy)
    {
        var snapshot = new Snapshot();
        snapshot.Metadata[PolicyDescription.Key] = PolicyDescription.Of(policy).Write();
        ForEachLayer(policy, (name, layer) =>
        {
            snapshot.Add($"{name}.weight", Transpose(policy.Parameters.Slice(layer.Offset, layer.WeightCount), layer.Inputs), layer.Outputs, layer.Inputs);
            snapshot.Add($"{name}.bias", policy.Parameters.Slice(layer.BiasOffset, layer.Outputs));
        });
        if (policy.LogDeviation.Length > 0)
            snapshot.Add(LogDeviation, policy.LogDeviation);
        if (policy.Distribution.FreeParameters > policy.Distribution.LogDeviations)
            snapshot.Add(BelowDiagonal, policy.FreeParameters[policy.LogDeviation.Length..]);
        if (!policy.Normalizer.Enabled)
            return snapshot;
        snapshot.Add(Mean, policy.Normalizer.Mean);
        snapshot.Add(InverseDeviation, policy.Normalizer.InverseDeviation);
        snapshot.Add(Count, (ReadOnlySpan<double>)[policy.Normalizer.Observed]);
        return snapshot;
    }

    /// <summary>The policy of a file that was read, which is not trusted.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="snapshot">The file's content.</param>
    /// <exception cref="SnapshotException">It does not fit its description; the message names file and array.</exception>
    internal static ActorCritic Read(string file, Snapshot snapshot)
    {
        PolicyDescription description = PolicyDescription.Read(file, snapshot);
        ActorCritic policy = description.Create(file, snapshot.Entries.Values.Sum(array => array.LongLength));
        bool hasValue = snapshot.Entries.Keys.Any(name => name.StartsWith("value.", StringComparison.Ordinal));
        ForEachLayer(policy, (name, layer) =>
        {
            if (!hasValue && name.StartsWith("value.", StringComparison.Ordinal))
                return;
            Transpose(Floats($"{name}.weight", layer.Outputs, layer.Inputs), layer.Outputs).CopyTo(policy.Parameters[layer.Offset..]);
            Floats($"{name}.bias", layer.Outputs).CopyTo(policy.Parameters[layer.BiasOffset..]);
        });
        if (policy.LogDeviation.Length > 0)
            Floats(LogDeviation, policy.LogDeviation.Length).CopyTo(policy.LogDeviation);
        Span<float> below = policy.FreeParameters[policy.LogDeviation.Length..];
        if (below.Length > 0)
            Floats(BelowDiagonal, below.Length).CopyTo(below);
        if (policy.Normalizer.Enabled)
        {
            double[] count = Guarded(() => snapshot.Doubles(Count, 1).ToArray());
            if (!(count[0] >= 0 && count[0] < long.MaxValue))
                throw new SnapshotException($"{file}: '{Count}' is {count[0].ToString(CultureInfo.InvariantCulture)}; it must be the number of observations that mean and deviation are of.");
            policy.Normalizer.Restore(Floats(Mean, policy.Normalizer.Size), Floats(InverseDeviation, policy.Normalizer.Size), (long)count[0]);
        }

        policy.ParametersChanged();
        return policy;

        float[] Floats(string name, params int[] shape)
        {
            float[] values = Guarded(() => snapshot.Floats(name, checked((int)shape.Aggregate(1L, (product, side) => product * side))).ToArray());
            if (!snapshot.ShapeOf(name).SequenceEqual(shape))
                throw new SnapshotException($"{file}: '{name}' has the shape [{string.Join(", ", snapshot.ShapeOf(name).ToArray())}]; it must be [{string.Join(", ", shape)}].");
            foreach (float value in values)
                if (!float.IsFinite(value))
                    throw new SnapshotException($"{file}: '{name}' holds a number that is not finite.");
            return values;
        }

        T[] Guarded<T>(Func<T[]> read)
        {
            try
            {
                return read();
            }
            catch (SnapshotException exception)
            {
                throw new SnapshotException($"{file}: {exception.Message}");
            }
        }
    }

    /// <summary>In PyTorch's count the activations stand between: layer i of a network is number 2i.</summary>
    private static void ForEachLayer(ActorCritic policy, Action<string, DenseLayer> visit)
    {
        foreach ((string name, LayerStack? stack) in ((string, LayerStack?)[])[("trunk", policy.Trunk), ("policy", policy.PolicyStack), ("value", policy.ValueStack)])
            for (int i = 0; i < (stack?.Layers.Length ?? 0); i++)
                visit(string.Create(CultureInfo.InvariantCulture, $"{name}.{2 * i}"), stack!.Layers[i]);
    }

    /// <summary>A matrix of that many rows, its rows as columns.</summary>
    private static float[] Transpose(ReadOnlySpan<float> matrix, int rows)
    {
        int columns = matrix.Length / rows;
        float[] transposed = new float[matrix.Length];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                transposed[(column * rows) + row] = matrix[(row * columns) + column];
        return transposed;
    }
}
