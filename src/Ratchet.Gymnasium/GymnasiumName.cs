using System.Buffers;
using System.Text;
using System.Text.Json;
using Ratchet.Environments;

namespace Ratchet.Gymnasium;

/// <summary>
/// The name of an environment: <c>gym:ID</c>, where ID is what <c>gymnasium.make</c> takes (<c>module:ID</c> imports a module first), and
/// keyword arguments as a query: <c>gym:LunarLander-v3?continuous=true&amp;gravity=-5</c>.
/// </summary>
/// <param name="Id">For <c>gymnasium.make</c>.</param>
/// <param name="Arguments">A JSON object of the keyword arguments.</param>
internal sealed record GymnasiumName(string Id, string Arguments)
{
    public const string Prefix = "gym:";

    public static GymnasiumName Parse(string name)
    {
        string[] sides = name[Prefix.Length..].Split('?', 2);
        if (sides[0].Length == 0)
            throw new EnvironmentException($"'{name}' names no environment; expected something like gym:CartPole-v1.");
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (string argument in sides.Length == 1 ? [] : sides[1].Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] pair = argument.Split('=', 2);
                if (pair.Length != 2 || pair[0].Length == 0)
                    throw new EnvironmentException($"'{name}' has the argument '{argument}'; expected key=value.");
                json.WritePropertyName(Uri.UnescapeDataString(pair[0]));
                WriteValue(json, Uri.UnescapeDataString(pair[1]));
            }

            json.WriteEndObject();
        }

        return new GymnasiumName(sides[0], Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>JSON as it is, Python's own words for true, false and null too; anything else is a text.</summary>
    private static void WriteValue(Utf8JsonWriter json, string text)
    {
        switch (text)
        {
            case "True" or "False":
                json.WriteBooleanValue(text == "True");
                return;
            case "None":
                json.WriteNullValue();
                return;
        }

        try
        {
            using JsonDocument value = JsonDocument.Parse(text);
            value.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(text);
        }
    }
}
