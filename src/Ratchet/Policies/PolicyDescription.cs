using System.Buffers;
using System.Text;
using System.Text.Json;
using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.Policies;

/// <summary>
/// What the numbers of a policy are the numbers of: spaces, shape of the network, distribution. A small JSON object in the metadata of every
/// checkpoint and of every file of weights, so that <see cref="Policy.Load"/> needs no other file. It depends on the run alone: equal runs have equal bytes.
/// </summary>
/// <param name="ObservationSpace">What the policy sees.</param>
/// <param name="ActionSpace">What it does.</param>
/// <param name="Network">Shape, distribution, bounds and normalisation; how the network began is not told.</param>
internal sealed record PolicyDescription(Space ObservationSpace, Space ActionSpace, NetworkOptions Network)
{
    /// <summary>Its name among the metadata.</summary>
    public const string Key = "policy";

    /// <summary>Of this layout.</summary>
    public const int Version = 1;

    /// <summary>The description of a policy.</summary>
    public static PolicyDescription Of(ActorCritic policy) => new(
        policy.ObservationSpace, policy.ActionSpace, policy.Options with { Distribution = ActionDistributions.Resolve(policy.Options.Distribution, policy.ActionSpace) });

    /// <summary>As it stands in the metadata.</summary>
    public string Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            WriteSpace(json, "observation", ObservationSpace);
            WriteSpace(json, "action", ActionSpace);
            json.WriteStartArray("hidden");
            foreach (int width in Network.Hidden)
                json.WriteNumberValue(width);
            json.WriteEndArray();
            json.WriteString("activation", WordOf(Network.Activation));
            json.WriteBoolean("shared", Network.Shared);
            json.WriteString("distribution", WordOf(Network.Distribution));
            json.WriteString("action_bound", WordOf(Network.ActionBound));
            json.WriteBoolean("normalize_observations", Network.NormalizeObservations);
            json.WriteNumber("observation_clip", Network.ObservationClip);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what stands in a file's metadata, which is not trusted.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="snapshot">The file's content.</param>
    /// <exception cref="SnapshotException">There is none, or it is wrong; the message names file and field.</exception>
    public static PolicyDescription Read(string file, Snapshot snapshot)
    {
        if (!snapshot.Metadata.TryGetValue(Key, out string? text))
            throw new SnapshotException($"{file} does not tell which policy it holds: its metadata has no '{Key}' (a tool that writes the file anew must keep the metadata).");
        return new PolicyDescriptionReader(file).Read(text);
    }

    /// <summary>An actor-critic of this shape, its parameters zero.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="numbers">How many the file holds: a policy with more parameters is refused before memory is taken for it.</param>
    /// <exception cref="SnapshotException">The shape does not fit the numbers, or the distribution does not fit the actions.</exception>
    public ActorCritic Create(string file, long numbers)
    {
        try
        {
            long parameters = PolicyParameters();
            if (parameters > numbers)
                throw new SnapshotException($"{file}: the policy that its metadata describes has {parameters} parameters; the file holds {numbers} numbers.");
            return new ActorCritic(Network, ObservationSpace, ActionSpace);
        }
        catch (OptionException exception)
        {
            throw new SnapshotException($"{file}: {exception.Message}");
        }
    }

    /// <summary>The word of an enumeration's value, such as <c>full-gaussian</c>.</summary>
    internal static string WordOf<T>(T value)
        where T : struct, Enum
    {
        var word = new StringBuilder();
        foreach (char letter in value.ToString())
            word.Append(char.IsAsciiLetterUpper(letter) && word.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        return word.ToString();
    }

    private long PolicyParameters()
    {
        ActionDistribution distribution = ActionDistributions.Create(Network.Distribution, ActionSpace);
        long count = distribution.FreeParameters, inputs = ObservationSpace.Size;
        foreach (int width in (int[])[.. Network.Hidden, distribution.Width])
        {
            count += (inputs + 1) * width;
            inputs = width;
        }

        return count;
    }

    private static void WriteSpace(Utf8JsonWriter json, string name, Space space)
    {
        json.WriteStartObject(name);
        switch (space)
        {
            case BoxSpace box:
                json.WriteString("space", "box");
                WriteBounds(json, "low", box.Low);
                WriteBounds(json, "high", box.High);
                break;
            case DiscreteSpace discrete:
                json.WriteString("space", "discrete");
                json.WriteNumber("count", discrete.Count);
                break;
            case MultiDiscreteSpace choices:
                json.WriteString("space", "multi-discrete");
                json.WriteStartArray("counts");
                foreach (int count in choices.Counts)
                    json.WriteNumberValue(count);
                json.WriteEndArray();
                break;
            case MultiBinarySpace switches:
                json.WriteString("space", "multi-binary");
                json.WriteNumber("count", switches.Size);
                break;
            default:
                throw new NotSupportedException($"A policy over a {space.GetType().Name} cannot be described.");
        }

        json.WriteEndObject();
    }

    /// <summary>An infinite bound is null: JSON has no infinity.</summary>
    private static void WriteBounds(Utf8JsonWriter json, string name, IReadOnlyList<double> bounds)
    {
        json.WriteStartArray(name);
        foreach (double bound in bounds)
        {
            if (double.IsFinite(bound))
                json.WriteNumberValue(bound);
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }
}
