using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Training;

namespace Ratchet.Cli.Views;

/// <summary>The lists as one JSON object.</summary>
internal static class ListJson
{
    public static string Write(IEnumerable<string> parts) => JsonText.Write(json =>
    {
        foreach (string part in parts)
        {
            json.WriteStartArray(part);
            Write(json, part);
            json.WriteEndArray();
        }
    });

    private static void Write(Utf8JsonWriter json, string part)
    {
        switch (part)
        {
            case "environments":
                foreach (EnvironmentDefinition definition in Tasks.All.Definitions)
                    Write(json, EnvironmentEntry.Of(definition));
                break;
            case "wrappers":
                foreach ((string name, string summary, string example) in EnvironmentWrappers.All)
                    WriteTexts(json, ("name", name), ("summary", summary), ("example", example));
                break;
            case "rules":
                foreach ((string name, string summary) in Rules.All)
                    WriteTexts(json, ("name", name), ("summary", summary));
                break;
            default:
                foreach (Setting setting in Settings.All)
                    WriteTexts(json, ("key", setting.Key), ("summary", setting.Summary), ("legal", setting.Legal), ("part", setting.Part));
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, EnvironmentEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("name", entry.Definition.Name);
        json.WriteString("summary", entry.Definition.Summary);
        WriteSpace(json, "observation_space", entry.ObservationSpace);
        WriteSpace(json, "action_space", entry.ActionSpace);
        JsonText.WriteNumber(json, "time_limit", entry.Definition.TimeLimit);
        JsonText.WriteNumber(json, "reward_threshold", entry.Definition.RewardThreshold);
        json.WriteString("problem", entry.Problem);
        json.WriteEndObject();
    }

    private static void WriteSpace(Utf8JsonWriter json, string name, Space? space)
    {
        if (space is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("size", space.Size);
        if (space is DiscreteSpace discrete)
            json.WriteNumber("count", discrete.Count);
        if (space is MultiDiscreteSpace or MultiBinarySpace)
        {
            json.WriteStartArray("counts");
            for (int entry = 0; entry < space.Size; entry++)
                json.WriteNumberValue(space.ChoicesOf(entry));
            json.WriteEndArray();
        }

        if (space is BoxSpace box)
        {
            WriteBounds(json, "low", box.Low);
            WriteBounds(json, "high", box.High);
        }

        json.WriteEndObject();
    }

    private static void WriteBounds(Utf8JsonWriter json, string name, IEnumerable<double> bounds)
    {
        json.WriteStartArray(name);
        foreach (double bound in bounds)
            JsonText.WriteValue(json, bound);
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, params ReadOnlySpan<(string Name, string? Text)> fields)
    {
        json.WriteStartObject();
        foreach ((string name, string? text) in fields)
            json.WriteString(name, text);
        json.WriteEndObject();
    }
}
