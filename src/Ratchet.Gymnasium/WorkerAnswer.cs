using System.Text.Json;

namespace Ratchet.Gymnasium;

/// <summary>Reads what a worker answers.</summary>
internal static class WorkerAnswer
{
    /// <summary>The exception for an answer that is an error.</summary>
    public static WorkerException ToException(ReadOnlySpan<byte> content)
    {
        using JsonDocument document = JsonDocument.Parse(content.ToArray());
        JsonElement root = document.RootElement;
        return new WorkerException(root.GetProperty("message").GetString()!, root.TryGetProperty("traceback", out JsonElement text) ? text.GetString() : null)
        {
            Instance = root.TryGetProperty("instance", out JsonElement instance) ? instance.GetInt32() : null,
            Resetting = root.TryGetProperty("resetting", out JsonElement resetting) && resetting.GetBoolean(),
        };
    }

    /// <summary>The spaces of a group of environments.</summary>
    public static GroupSpaces ToSpaces(ReadOnlySpan<byte> content)
    {
        using JsonDocument document = JsonDocument.Parse(content.ToArray());
        JsonElement observation = document.RootElement.GetProperty("observation"), action = document.RootElement.GetProperty("action");
        return new GroupSpaces(
            ToBox(observation),
            action.TryGetProperty("count", out JsonElement count) ? new DiscreteSpace(count.GetInt32()) : ToBox(action),
            observation.GetProperty("wire").GetString() switch
            {
                "B" => WireFormat.UInt8,
                "f" => WireFormat.Float32,
                _ => WireFormat.Float64,
            },
            document.RootElement.GetRawText());
    }

    /// <summary>
    /// A space needs low &lt; high in every entry. Where both are the same, an observation that never changes, the upper bound moves to the
    /// next float; where they bound nothing (one is NaN, or both are the same infinity), the entry has no bounds.
    /// </summary>
    private static BoxSpace ToBox(JsonElement space)
    {
        int size = space.GetProperty("size").GetInt32();
        if (size == 0)
            throw new WorkerException("has a space without entries; at least one number is needed");
        double[] low = Bounds(space.GetProperty("low"), size), high = Bounds(space.GetProperty("high"), size);
        for (int i = 0; i < size; i++)
        {
            if (double.IsNaN(low[i]) || double.IsNaN(high[i]) || low[i] > high[i] || low[i] == double.PositiveInfinity)
                (low[i], high[i]) = (double.NegativeInfinity, double.PositiveInfinity);
            else if (low[i] == high[i])
                high[i] = MathF.BitIncrement((float)low[i]);
        }

        return new BoxSpace(low, high);
    }

    private static double[] Bounds(JsonElement text, int size)
    {
        byte[] bytes = text.GetBytesFromBase64();
        double[] bounds = new double[size];
        for (int i = 0; i < size; i++)
            bounds[i] = BitConverter.ToDouble(bytes, bytes.Length == sizeof(double) ? 0 : i * sizeof(double));
        return bounds;
    }
}

/// <summary>How an observation's numbers lie in the shared memory.</summary>
internal enum WireFormat
{
    /// <summary>One byte each.</summary>
    UInt8,

    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Double precision.</summary>
    Float64,
}

/// <summary>What a group of equal environments sees and does.</summary>
/// <param name="Observation">All parts one after another.</param>
/// <param name="Action">A box, or one index for all combinations.</param>
/// <param name="Wire">The narrowest format that holds every number of an observation.</param>
/// <param name="Description">Everything that the worker says about them, to compare with that of other workers.</param>
internal sealed record GroupSpaces(BoxSpace Observation, Space Action, WireFormat Wire, string Description)
{
    /// <summary>Bytes of one observation.</summary>
    public int ObservationBytes => Observation.Size * (Wire switch { WireFormat.UInt8 => 1, WireFormat.Float32 => sizeof(float), _ => sizeof(double) });
}
