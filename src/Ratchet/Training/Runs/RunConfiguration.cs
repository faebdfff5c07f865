using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Updates.Drifts.Networks;
using Ratchet.Updates.Rules;

namespace Ratchet.Training.Runs;

/// <summary><c>config.json</c>: every setting of a run after defaults, presets and the command line, and what it ran on.</summary>
internal static class RunConfiguration
{
    private const string VersionKey = "ratchet";
    private const string EnvironmentKey = "environment";
    private const string RuleKey = "rule";
    private const string FromKey = "from";
    private const string HashKey = "hash";
    private const string PartsKey = "parts";
    private const string SettingsKey = "settings";
    private const string NetworkKey = "network";
    private const string MachineKey = "machine";

    /// <summary>A text of a setting is far shorter; the error that repeats it stays a sentence.</summary>
    private const int LongestText = 4096;

    private static readonly string[] Keys = [VersionKey, EnvironmentKey, RuleKey, FromKey, NetworkKey, SettingsKey, MachineKey];

    public static byte[] Write(RunOptions options, int threads) => Write(indented: true, json =>
    {
        json.WriteString(VersionKey, Machine.Version);
        WriteRun(json, options, SettingsOf(options));
        WriteMachine(json, threads);
    });

    /// <summary>What makes a run this run and no other: environment, rule, start, and every setting that shapes the training. Equal for equal runs.</summary>
    public static string WriteIdentity(RunOptions options) =>
        Encoding.UTF8.GetString(Write(indented: false, json => WriteRun(json, options, SettingsOf(options).Where(setting => setting.ShapesTraining)))).TrimEnd('\n');

    /// <summary>Reads what <see cref="Write(RunOptions, int)"/> wrote, by this version or an older one: settings that are newer than the file have their defaults.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="utf8">The file's content.</param>
    /// <exception cref="RunException">It is not complete, or holds something else; the message names file, key, what was found and what is right.</exception>
    public static RunOptions Read(string file, ReadOnlyMemory<byte> utf8)
    {
        string newer = "";
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            JsonElement root = document.RootElement;
            var version = ReadVersion(Property(root, VersionKey, JsonValueKind.String).GetString()!);
            if (version > Machine.NumericVersion)
                newer = $" (The file was written by ratchet {version}, which is newer than this one, {Machine.Version}.)";
            return Read(root, version);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new RunException($"{file} is not JSON: {Excerpt.Of(exception.Message)}", exception);
        }
        catch (OptionException exception)
        {
            throw new RunException($"{file}: {exception.Message}{newer}", exception);
        }
    }

    /// <summary>Reads what <see cref="WriteIdentity"/> wrote, by this version or an older one.</summary>
    /// <exception cref="OptionException">It is not complete, or holds something else.</exception>
    public static RunOptions ReadIdentity(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return Read(document.RootElement, version: null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new OptionException("run", $"the settings of the run are not JSON: {Excerpt.Of(exception.Message)}", exception);
        }
    }

    /// <summary>Checks that a run may go on with other options: everything that shapes the training must be the same.</summary>
    /// <exception cref="RunException">A setting differs; the message names it, with both values.</exception>
    public static void RequireSame(string file, RunOptions found, RunOptions asked)
    {
        if (FindDifference(found, asked) is var (key, has, wants))
            throw new RunException($"{file} holds a run with {key} {has}; this command asks for {wants}: choose another folder, or give the same settings to go on with that run.");
    }

    /// <summary>The first thing that makes two runs different, with both values; null when they are the same.</summary>
    public static (string Key, string Found, string Asked)? FindDifference(RunOptions found, RunOptions asked)
    {
        IEnumerable<(string Key, string Found, string Asked)> facts =
        [
            (EnvironmentKey, found.Training.Environment, asked.Training.Environment),
            (RuleKey, found.Training.Rule, asked.Training.Rule),
            ("a start from", TextOf(found.From), TextOf(asked.From)),
            .. SettingsOf(asked).Where(setting => setting.ShapesTraining).Select(setting => (setting.Key, setting.Read(found), setting.Read(asked))),
        ];
        foreach ((string Key, string Found, string Asked) fact in facts)
            if (fact.Found != fact.Asked)
                return (fact.Key, Told(fact.Found), Told(fact.Asked));
        return null;

        static string Told(string value) => value.Length == 0 ? "none" : value;
    }

    private static IEnumerable<Setting> SettingsOf(RunOptions options) => Settings.All.Where(setting => setting.AppliesTo(options.Training));

    private static byte[] Write(bool indented, Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteRun(Utf8JsonWriter json, RunOptions options, IEnumerable<Setting> settings)
    {
        json.WriteString(EnvironmentKey, options.Training.Environment);
        json.WriteString(RuleKey, options.Training.Rule);
        WriteFrom(json, options.From);
        if (options.Training.Parts.Drift == DriftKind.Learned)
            json.WriteString(NetworkKey, options.Training.LearnedDrift.Network.ToText());
        json.WriteStartObject(SettingsKey);
        foreach (Setting setting in settings)
            setting.Write(json, options);
        json.WriteEndObject();
    }

    /// <param name="root">The whole file.</param>
    /// <param name="version">Of the library that wrote it; null when it is not known, and then any setting may be newer than the file.</param>
    private static RunOptions Read(JsonElement root, Version? version)
    {
        RequireOnce(root);
        foreach (JsonProperty property in root.EnumerateObject())
            if (!Keys.Contains(property.Name))
                throw UnknownName.Option("key", Excerpt.Of(property.Name), Keys);
        string rule = Property(root, RuleKey, JsonValueKind.String).GetString()!;
        Rules.Require(Excerpt.Of(rule));
        string environment = Excerpt.Of(Property(root, EnvironmentKey, JsonValueKind.String).GetString()!);
        var options = new RunOptions { Training = new TrainingOptions { Environment = environment, Rule = rule }, From = ReadFrom(root) };
        if (root.TryGetProperty(NetworkKey, out _))
            DriftNetworks.Add(DriftNetwork.OfText(Property(root, NetworkKey, JsonValueKind.String).GetString()!));
        JsonElement settings = Property(root, SettingsKey, JsonValueKind.Object);
        RequireOnce(settings);
        foreach (JsonProperty property in settings.EnumerateObject().OrderBy(property => Settings.Find(Excerpt.Of(property.Name)).DecidesOthers ? 0 : 1))
            options = Settings.Apply(options, property.Name, TextOf(Settings.Find(property.Name), property.Value));
        foreach (Setting setting in SettingsOf(options))
            if (setting.ShapesTraining && version >= setting.Since && !settings.TryGetProperty(setting.Key, out _))
                throw new OptionException(setting.Key, $"'{setting.Key}' is missing from \"{SettingsKey}\"; it must be {setting.Legal}.");
        options.Validate();
        return options;
    }

    private static string TextOf(Setting setting, JsonElement value) =>
        setting.TextOf(value) is { Length: <= LongestText } text
            ? text
            : throw new OptionException(setting.Key, $"{setting.Key} is {Excerpt.Of(value.GetRawText())}; it must be {setting.Legal}.");

    private static void RequireOnce(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new OptionException("file", "it holds no JSON object.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
            if (!names.Add(property.Name))
                throw new OptionException(property.Name, $"the key '{Excerpt.Of(property.Name)}' stands twice; give it once.");
    }

    private static Version ReadVersion(string text) => Version.TryParse(text.Split('-')[0], out Version? version)
        ? version
        : throw new OptionException(VersionKey, $"\"{VersionKey}\" is '{Excerpt.Of(text)}'; it must be the version that wrote the file, such as {Machine.Version}.");

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
        RequireOnce(from);
        return new WarmStartOrigin(
            Excerpt.Of(Property(from, HashKey, JsonValueKind.String).GetString()!), WarmStartOrigin.ParseParts(Excerpt.Of(Property(from, PartsKey, JsonValueKind.String).GetString()!)));
    }

    private static string TextOf(WarmStartOrigin? from) => from?.ToString() ?? "random parameters";

    private static JsonElement Property(JsonElement root, string name, JsonValueKind kind)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value))
            return value.ValueKind == kind ? value : throw new OptionException(name, $"\"{name}\" is {Excerpt.Of(value.GetRawText())}; it must be {Wanted()}.");
        throw new OptionException(name, $"\"{name}\" is missing; expected {Wanted()}.");

        string Wanted() => kind == JsonValueKind.Object ? "an object" : "a text";
    }

    private static void WriteMachine(Utf8JsonWriter json, int threads)
    {
        json.WriteStartObject(MachineKey);
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
