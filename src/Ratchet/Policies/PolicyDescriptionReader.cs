using System.Text.Json;
using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.Policies;

/// <summary>Reads a <see cref="PolicyDescription"/> from text that is not trusted; every error names the file and the field.</summary>
/// <param name="file">How errors name it.</param>
internal sealed class PolicyDescriptionReader(string file)
{
    /// <summary>Numbers of an observation, or choices of an action: no real space comes near, and the memory that rows of 16 take stays small.</summary>
    private const int MostEntries = 1 << 20;

    /// <summary>The description in that text.</summary>
    /// <exception cref="SnapshotException">It is none.</exception>
    public PolicyDescription Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // The last two are text with half a surrogate pair: JSON, but no text.
            throw Wrong("is not JSON", exception.Message);
        }
    }

    private PolicyDescription Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Wrong("is not an object", root.ValueKind.ToString());
        int version = Whole(root, "version", int.MaxValue);
        if (version != PolicyDescription.Version)
            throw Wrong($"has version {version}", $"this program reads version {PolicyDescription.Version}");
        var network = new NetworkOptions
        {
            Hidden = Wholes(root, "hidden", smallest: 0),
            Activation = Word<Activation>(root, "activation"),
            Shared = Switch(root, "shared"),
            Distribution = Word<PolicyDistribution>(root, "distribution"),
            ActionBound = Word<ActionBound>(root, "action_bound"),
            NormalizeObservations = Switch(root, "normalize_observations"),
            ObservationClip = Number(root, "observation_clip"),
        };
        try
        {
            network.Validate();
        }
        catch (OptionException exception)
        {
            throw Wrong("is wrong", exception.Message);
        }

        return new PolicyDescription(ReadSpace(root, "observation"), ReadSpace(root, "action"), network);
    }

    private Space ReadSpace(JsonElement root, string name)
    {
        JsonElement space = Field(root, name);
        if (space.ValueKind != JsonValueKind.Object)
            throw WrongField(name, space, "an object");
        switch (Text(space, "space"))
        {
            case "box":
                return ReadBox(space, name);
            case "discrete":
                return new DiscreteSpace(Whole(space, "count", MostEntries));
            case "multi-discrete":
                return new MultiDiscreteSpace(Wholes(space, "counts", smallest: 1));
            case "multi-binary":
                return new MultiBinarySpace(Whole(space, "count", MostEntries));
            default:
                throw WrongField("space", Field(space, "space"), "box, discrete, multi-discrete or multi-binary");
        }
    }

    private BoxSpace ReadBox(JsonElement space, string name)
    {
        double[] low = Bounds(space, "low", double.NegativeInfinity), high = Bounds(space, "high", double.PositiveInfinity);
        bool isBox = low.Length == high.Length && low.Length is > 0 and <= MostEntries;
        for (int i = 0; isBox && i < low.Length; i++)
            isBox = low[i] < high[i];
        return isBox ? new BoxSpace(low, high) : throw Wrong($"has '{name}' without low < high in every entry", $"{low.Length} lower and {high.Length} upper bounds");
    }

    private double[] Bounds(JsonElement space, string name, double none)
    {
        JsonElement array = Array(space, name);
        double[] bounds = new double[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement bound in array.EnumerateArray())
            bounds[i++] = bound.ValueKind == JsonValueKind.Null ? none : Finite(name, bound);
        return bounds;
    }

    private int[] Wholes(JsonElement root, string name, int smallest)
    {
        JsonElement array = Array(root, name);
        int[] numbers = new int[array.GetArrayLength()];
        int i = 0;
        long sum = 0;
        foreach (JsonElement number in array.EnumerateArray())
        {
            numbers[i] = Whole(name, number, MostEntries);
            sum += numbers[i++];
        }

        return numbers.Length >= smallest && sum <= MostEntries ? numbers : throw WrongField(name, array, $"at least {smallest} numbers, at most {MostEntries} in sum");
    }

    private T Word<T>(JsonElement root, string name)
        where T : struct, Enum
    {
        string text = Text(root, name);
        foreach (T value in Enum.GetValues<T>())
            if (PolicyDescription.WordOf(value) == text)
                return value;
        throw WrongField(name, Field(root, name), string.Join(", ", Enum.GetValues<T>().Select(PolicyDescription.WordOf)));
    }

    private bool Switch(JsonElement root, string name) => Field(root, name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw WrongField(name, Field(root, name), "true or false"),
    };

    private string Text(JsonElement root, string name)
    {
        JsonElement value = Field(root, name);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw WrongField(name, value, "a text");
    }

    private double Number(JsonElement root, string name) => Finite(name, Field(root, name));

    private double Finite(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw WrongField(name, value, "a finite number");

    private int Whole(JsonElement root, string name, int greatest) => Whole(name, Field(root, name), greatest);

    private int Whole(string name, JsonElement value, int greatest) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 1 && number <= greatest
            ? number
            : throw WrongField(name, value, $"a whole number from 1 to {greatest}");

    private JsonElement Array(JsonElement root, string name)
    {
        JsonElement value = Field(root, name);
        return value.ValueKind == JsonValueKind.Array ? value : throw WrongField(name, value, "a list");
    }

    private JsonElement Field(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) ? value : throw new SnapshotException($"{file}: the metadata '{PolicyDescription.Key}' lacks the field '{name}'.");

    private SnapshotException WrongField(string name, JsonElement found, string right) =>
        new($"{file}: the metadata '{PolicyDescription.Key}' has {name} {Excerpt.Of(found.GetRawText())}; it must be {right}.");

    private SnapshotException Wrong(string what, string why) => new($"{file}: the metadata '{PolicyDescription.Key}' {what} ({Excerpt.Of(why.TrimEnd('.'))}).");
}
