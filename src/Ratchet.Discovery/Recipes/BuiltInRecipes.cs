using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ratchet.Discovery.Recipes;

/// <summary>Recipes that come with the library: the JSON files in <c>BuiltIn</c>.</summary>
public static class BuiltInRecipes
{
    private const string Folder = "discovery/", Extension = ".json", LikeKey = "like";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BuiltInRecipes).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The recipe of that name.</summary>
    /// <exception cref="DiscoveryException">There is none; the message names the nearest one.</exception>
    public static Recipe Find(string name) => RecipeReader.Read(name, TextOf(name));

    /// <summary>The file of that name, whole, to copy and edit.</summary>
    /// <exception cref="DiscoveryException">There is none; the message names the nearest one.</exception>
    public static byte[] TextOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Names.Contains(name, StringComparer.Ordinal))
            throw new DiscoveryException(NearestName.Find(name, Names) is { } nearest
                ? $"unknown recipe '{name}'; did you mean '{nearest}'?"
                : $"unknown recipe '{name}'; known are {string.Join(", ", Names)}, and files that end in .json.");
        using Stream stream = typeof(BuiltInRecipes).Assembly.GetManifestResourceStream(Folder + name + Extension)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        JsonObject recipe = JsonNode.Parse(content)!.AsObject();
        if (!recipe.Remove(LikeKey, out JsonNode? like))
            return content;

        // What it shares with another one stands there alone.
        JsonObject whole = JsonNode.Parse(TextOf(like!.GetValue<string>()))!.AsObject();
        foreach ((string field, JsonNode? value) in recipe)
            whole[field] = value?.DeepClone();
        return [.. Encoding.UTF8.GetBytes(whole.ToJsonString(Readable)), (byte)'\n'];
    }
}
