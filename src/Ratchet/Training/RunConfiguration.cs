using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ratchet.Numerics;

namespace Ratchet.Training;

/// <summary><c>config.json</c>: every setting of a run after defaults, presets and the command line, and what it ran on.</summary>
internal static class RunConfiguration
{
    private const string EnvironmentKey = "environment";
    private const string RuleKey = "rule";
    private const string FromKey = "from";
    private const string HashKey = "hash";
    private const string PartsKey = "parts";
    private const string SettingsKey = "settings";

    public static byte[] Write(RunOptions options, int threads)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var readable = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, readable))
        {
            json.WriteStartObject();
            json.WriteString("ratchet", Machine.Version);
            json.WriteString(EnvironmentKey, options.Training.Environment);
            json.WriteString(RuleKey, options.Training.Rule);
            WriteFrom(json, options.From);
            json.WriteStartObject(SettingsKey);
            foreach (Setting setting in SettingsOf(options))
                setting.Write(json, options);
            json.WriteEndObject();
            WriteMachine(json, threads);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="utf8">The file's content.</param>
    /// <exception cref="RunException">It is not complete, or holds something else; the message names file, key, what was found and what is right.</exception>
    public static RunOptions Read(string file, ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new RunException($"{file} is not JSON: {exception.Message}", exception);
        }
        catch (OptionException exception)
        {
            throw new RunException($"{file}: {exception.Message}", exception);
        }
    }

    /// <summary>Checks that a run may go on with other options: everything that shapes the training must be the same.</summary>
    /// <exception cref="RunException">A setting differs; the message names it, with both values.</exception>
    public static void RequireSame(string file, RunOptions found, RunOptions asked)
    {
        Require(file, EnvironmentKey, found.Training.Environment, asked.Training.Environment);
        Require(file, RuleKey, found.Training.Rule, asked.Training.Rule);
        Require(file, "a start from", TextOf(found.From), TextOf(asked.From));
        foreach (Setting setting in SettingsOf(asked).Where(setting => setting.ShapesTraining))
            Require(file, setting.Key, setting.Read(found), setting.Read(asked));
    }

    private static IEnumerable<Setting> SettingsOf(RunOptions options) => Settings.All.Where(setting => setting.AppliesTo(options.Training.Parts));

    private static void Require(string file, string key, string found, string asked)
    {
        if (found != asked)
            throw new RunException($"{file} holds a run with {key} {found}; this command asks for {asked}: choose another folder, or give the same settings to go on with that run.");
    }

    private static RunOptions Read(JsonElement root)
    {
        string rule = Property(root, RuleKey, JsonValueKind.String).GetString()!;
        Rules.Require(rule);
        string environment = Property(root, EnvironmentKey, JsonValueKind.String).GetString()!;
        var options = new RunOptions { Training = new TrainingOptions { Environment = environment, Rule = rule }, From = ReadFrom(root) };
        JsonElement settings = Property(root, SettingsKey, JsonValueKind.Object);
        foreach (JsonProperty property in settings.EnumerateObject().OrderBy(property => Settings.Find(property.Name).IsPart ? 0 : 1))
            options = Settings.Apply(options, property.Name, Setting.TextOf(property.Value));
        foreach (Setting setting in SettingsOf(options))
            if (!settings.TryGetProperty(setting.Key, out _))
                throw new OptionException(setting.Key, $"'{setting.Key}' is missing from \"{SettingsKey}\"; it must be {setting.Legal}.");
        options.Validate();
        return options;
    }

    private static void WriteFrom(Utf8JsonWriter json, WarmStartOrigin? from)
    {
        if (from is null)
            return;
        json.WriteStartObject(FromKey);
        json.WriteString(HashKey, from.Hash);
        json.WriteString(PartsKey, WarmStartOrigin.TextOf(from.Parts));
        json.WriteEndObject();
    }

    private static WarmStartOrigin? ReadFrom(JsonElement root)
    {
        if (!root.TryGetProperty(FromKey, out _))
            return null;
        JsonElement from = Property(root, FromKey, JsonValueKind.Object);
        return new WarmStartOrigin(
            Property(from, HashKey, JsonValueKind.String).GetString()!, WarmStartOrigin.ParseParts(Property(from, PartsKey, JsonValueKind.String).GetString()!));
    }

    private static string TextOf(WarmStartOrigin? from) => from?.ToString() ?? "random parameters";

    private static JsonElement Property(JsonElement root, string name, JsonValueKind kind)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind)
            return value;
        throw new OptionException(name, $"\"{name}\" is missing; expected {(kind == JsonValueKind.Object ? "an object" : "a text")}.");
    }

    private static void WriteMachine(Utf8JsonWriter json, int threads)
    {
        json.WriteStartObject("machine");
        json.WriteNumber("threads", threads);
        json.WriteNumber("processors", Environment.ProcessorCount);
        json.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
        json.WriteString("vectors", Machine.InstructionSet);
        json.WriteString("system", RuntimeInformation.OSDescription);
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteString("memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 20)} MiB"));
        json.WriteEndObject();
    }
}
