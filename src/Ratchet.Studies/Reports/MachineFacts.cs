using System.Text.Json;

namespace Ratchet.Studies.Reports;

/// <summary>What a run ran on, as its <c>config.json</c> tells: the version that wrote it, and the object <c>machine</c>. Nothing of it changes a result.</summary>
internal static class MachineFacts
{
    private const int LongestFile = 1 << 20, MostFacts = 32, LongestText = 200;

    /// <summary>Names and values; empty where the file has none. That the file is a run's configuration was checked when its options were read.</summary>
    public static IReadOnlyList<(string Name, string Value)> Read(string runFolder)
    {
        try
        {
            var file = new FileInfo(Path.Combine(runFolder, "config.json"));
            if (!file.Exists || file.Length > LongestFile)
                return [];
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            return [.. Facts(document.RootElement)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<(string Name, string Value)> Facts(JsonElement root)
    {
        if (root.TryGetProperty("ratchet", out JsonElement version) && version.ValueKind == JsonValueKind.String)
            yield return ("ratchet", TextOf(version));
        if (!root.TryGetProperty("machine", out JsonElement machine) || machine.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (JsonProperty fact in machine.EnumerateObject().Take(MostFacts))
            if (fact.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                yield return (Short(fact.Name), TextOf(fact.Value));
    }

    private static string TextOf(JsonElement value) => Short(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());

    private static string Short(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "…");
}
