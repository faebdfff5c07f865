using System.Reflection;
using Ratchet.Numerics;

namespace Ratchet.Training;

/// <summary>
/// Settings that work, by environment and rule. They are text files beside this one, <c>Presets/NAME.RULE.preset</c>, with one
/// <c>key = value</c> a line (the keys of <see cref="Settings"/>), comments after #, and a line <c>for = …</c> that lists the environments
/// (* for those that no other file lists). Adding a preset is adding a file. Where a rule has no file of its own for an environment it may take
/// that of another rule, less what belongs to parts that it does not have.
/// </summary>
public static class Presets
{
    private const string Folder = "presets/";
    private const string Extension = ".preset";
    private const string AnyEnvironment = "*";

    private static readonly Lazy<IReadOnlyList<Preset>> Files = new(ReadAll);

    /// <summary>The names of all preset files, such as <c>mujoco.fixpo</c>.</summary>
    internal static IReadOnlyList<string> Names => [.. Files.Value.Select(preset => preset.Name)];

    /// <summary>The name of the preset for an environment and a rule.</summary>
    /// <exception cref="OptionException">The rule is unknown.</exception>
    internal static string NameFor(string environment, string rule) => Find(environment, rule).Name;

    /// <summary>The preset for an environment and a rule; a user's own environment gets settings that work on many tasks.</summary>
    /// <exception cref="OptionException">The rule is unknown.</exception>
    public static RunOptions For(string environment, string rule)
    {
        var options = new RunOptions { Training = new TrainingOptions { Environment = environment, Rule = rule } };
        Preset preset = Find(environment, rule);
        foreach ((string key, string value) in preset.Settings)
            if (preset.Rule == rule || Settings.Find(key).AppliesTo(options.Training))
                options = Settings.Apply(options, key, value);
        if (preset.Rule != rule)
            options = Settings.Apply(options, Rules.PresetsOf(rule).Changes);
        options.Validate();
        return options;
    }

    private static Preset Find(string environment, string rule)
    {
        string source = Rules.PresetsOf(rule).Rule;
        return Find(environment) ?? Find(AnyEnvironment)!;

        Preset? Find(string name) => OfRule(rule, name) ?? OfRule(source, name);

        static Preset? OfRule(string rule, string name) => Files.Value.FirstOrDefault(preset => preset.Rule == rule && preset.Environments.Contains(name));
    }

    private static IReadOnlyList<Preset> ReadAll()
    {
        Assembly assembly = typeof(Presets).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Parse(name[Folder.Length..^Extension.Length], new StreamReader(assembly.GetManifestResourceStream(name)!).ReadToEnd())),
        ];
    }

    private static Preset Parse(string name, string text)
    {
        var settings = new List<(string Key, string Value)>();
        foreach (string line in text.Split('\n'))
        {
            string content = line.Split('#')[0].Trim();
            if (content.Length == 0)
                continue;
            string[] sides = content.Split('=', 2, StringSplitOptions.TrimEntries);
            if (sides.Length != 2)
                throw new InvalidDataException($"The preset {name} has the line '{content}'; expected key = value.");
            settings.Add((sides[0], sides[1]));
        }

        string environments = settings.Single(setting => setting.Key == "for").Value;
        return new Preset(
            name, name[(name.LastIndexOf('.') + 1)..], environments.Split(',', StringSplitOptions.TrimEntries),
            [.. settings.Where(setting => setting.Key != "for")]);
    }

    private sealed record Preset(string Name, string Rule, string[] Environments, IReadOnlyList<(string Key, string Value)> Settings);
}
