using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Updates.Drifts.Networks;

namespace Ratchet.Studies.Definitions;

/// <summary>Reads the JSON form of a <see cref="StudyDefinition"/>, which is not trusted: every error is one sentence that names the file, the field, what was found and what is right.</summary>
public static class StudyReader
{
    private const int LongestText = 2000;
    private const int MostTrials = 1_000_000;
    private const long MostSteps = 1_000_000_000_000_000;
    internal const string SeedsRight = "seeds such as \"20001-20010\", or a list of them";

    /// <summary>Only for the form of values: which settings a run has shows when the run is planned.</summary>
    internal static readonly RunOptions AnyRun = new() { Training = new TrainingOptions { Environment = "", Rule = Rules.Default } };

    private static readonly JsonFile Source = new("a study", (message, cause) => new StudyException(message, cause));

    /// <summary>Reads a file.</summary>
    /// <exception cref="StudyException">It cannot be read, or is wrong.</exception>
    public static StudyDefinition ReadFile(string file) => Read(file, Source.Bytes(file));

    /// <summary>Reads the content of a file.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="utf8">Its content.</param>
    /// <exception cref="StudyException">It is wrong.</exception>
    public static StudyDefinition Read(string file, ReadOnlyMemory<byte> utf8)
    {
        try
        {
            StudyDefinition study = Source.Read(file, utf8, Read);
            study.Validate();
            return study;
        }
        catch (StudyException exception) when (!exception.Message.StartsWith(file, StringComparison.Ordinal))
        {
            throw new StudyException($"{file}: {exception.Message}", exception);
        }
    }

    private static StudyDefinition Read(JsonField root)
    {
        root.RequireObject("name", "about", "tasks", "rules", "seeds", "purpose", "steps", "until", "settings", "networks", "score", "figures", "sweep");
        ReadNetworks(root.Optional("networks"));
        const string stepsRight = "a whole number of environment steps, such as 3e6";
        long steps = root.Required("steps", stepsRight).Whole(1, MostSteps, stepsRight);
        long until = root.Optional("until")?.Whole(1, steps, $"a whole number of environment steps, at most the steps of a run ({steps})") ?? steps;
        StudySweep? sweep = root.Optional("sweep") is { } search ? SweepReader.Read(search, until) : null;
        return new StudyDefinition
        {
            Name = ReadName(root.Required("name", NameRight)),
            About = root.Optional("about")?.Text("a sentence or two", LongestText) ?? "",
            Tasks = [.. root.Required("tasks", "a list of tasks").Elements("a list of tasks").Select(ReadTask)],
            Rules = sweep is null ? [.. root.Required("rules", "a list of rules").Elements("a list of rules").Select(ReadRule)] : TrialsOf(root, sweep),
            Seeds = ReadSeeds(root.Required("seeds", SeedsRight)),
            Purpose = root.Required("purpose", "tuning, selection or test").Word(("tuning", SeedPurpose.Tuning), ("selection", SeedPurpose.Selection), ("test", SeedPurpose.Test)),
            Steps = steps,
            Until = until,
            Settings = ReadSettings(root.Optional("settings")),
            Score = root.Optional("score") is { } score ? ReadScore(score) : new StudyScore(ScoreSource.Training, ScoreSummary.Final),
            Figures = ReadNames(root.Optional("figures"), "a list of names of figures") ?? [],
            Sweep = sweep,
        };
    }

    /// <summary>Settings name drift networks by their content, which stands here in a study's own folder.</summary>
    private static void ReadNetworks(JsonField? networks)
    {
        const string right = "a list of drift networks in Base64";
        foreach (JsonField field in networks?.Elements(right) ?? [])
        {
            try
            {
                DriftNetworks.Add(DriftNetwork.OfText(field.Text(right, JsonFile.Largest)));
            }
            catch (OptionException exception)
            {
                throw field.Wrong(exception);
            }
        }
    }

    private static IReadOnlyList<StudyRule> TrialsOf(JsonField root, StudySweep sweep) =>
        root.Optional("rules") is { } rules ? throw rules.Wrong("left out: the trials of the sweep are the rules") : SweepTrials.Of(sweep);

    private static StudyTask ReadTask(JsonField task)
    {
        if (task.IsText)
            return new StudyTask { Name = ReadName(task), Environment = ReadName(task) };
        task.RequireObject("name", "environment", "settings", "reference", "aggregate");
        string name = ReadName(task.Required("name", NameRight));
        return new StudyTask
        {
            Name = name,
            Environment = task.Optional("environment")?.Text("the name of an environment", LongestText) ?? name,
            Settings = ReadSettings(task.Optional("settings")),
            Reference = task.Optional("reference") is { } reference ? ReadReference(reference, isSourced: false) : null,
            IsAggregated = task.Optional("aggregate")?.Flag() ?? true,
        };
    }

    internal static StudyRule ReadRule(JsonField rule)
    {
        if (rule.IsText)
            return new StudyRule { Name = ReadName(rule), Rule = Known(rule, ReadName(rule)) };
        rule.RequireObject("name", "rule", "settings", "tuning", "tasks", "seeds");
        JsonField name = rule.Required("name", NameRight);
        return new StudyRule
        {
            Name = ReadName(name),
            Rule = rule.Optional("rule") is { } of ? Known(of, of.Text("the name of a rule", LongestText)) : Known(name, ReadName(name)),
            Settings = ReadSettings(rule.Optional("settings")),
            Tuning = rule.Optional("tuning") is { } tuning ? ReadTuning(tuning) : null,
            Tasks = ReadNames(rule.Optional("tasks"), "a list of names of tasks"),
            Seeds = rule.Optional("seeds") is { } seeds ? ReadSeeds(seeds) : null,
        };
    }

    private static string Known(JsonField field, string rule)
    {
        try
        {
            Rules.Require(rule);
            return rule;
        }
        catch (OptionException exception)
        {
            throw field.Wrong(exception);
        }
    }

    /// <summary>The two numbers that normalise scores, and where they are from, which may be left out unless <paramref name="isSourced"/>.</summary>
    internal static TaskReference ReadReference(JsonField reference, bool isSourced)
    {
        const string sourceRight = "where the two are from";
        reference.RequireObject("random", "reference", "source");
        double random = reference.Required("random", "the return of random actions").Number();
        JsonField one = reference.Required("reference", "the return that counts as 1");
        if (one.Number() == random)
            throw one.Wrong("another number than random, since scores are (x - random) / (reference - random)");
        JsonField? source = isSourced ? reference.Required("source", sourceRight) : reference.Optional("source");
        return new TaskReference(random, one.Number(), source?.Text(sourceRight, LongestText) ?? "");
    }

    private static StudyTuning ReadTuning(JsonField tuning)
    {
        tuning.RequireObject("trials", "tasks", "seeds", "note");
        const string trialsRight = "how many settings were tried out";
        return new StudyTuning(
            (int)tuning.Required("trials", trialsRight).Whole(1, MostTrials, trialsRight),
            ReadNames(tuning.Required("tasks", "a list of names of tasks"), "a list of names of tasks")!,
            ReadSeeds(tuning.Required("seeds", SeedsRight)),
            tuning.Optional("note")?.Text("a sentence", LongestText) ?? "");
    }

    private static StudyScore ReadScore(JsonField score)
    {
        score.RequireObject("source", "summary");
        return new StudyScore(
            score.Required("source", "training, sampled or deterministic").Word(("training", ScoreSource.Training), ("sampled", ScoreSource.Sampled), ("deterministic", ScoreSource.Deterministic)),
            score.Required("summary", "final, best or area").Word(("final", ScoreSummary.Final), ("best", ScoreSummary.Best), ("area", ScoreSummary.Area)));
    }

    private static Dictionary<string, string> ReadSettings(JsonField? settings)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, JsonField field) in settings?.Properties("an object of settings, such as { \"discount\": 0.99 }") ?? [])
            read.Add(key, ReadSetting(key, field));
        return read;
    }

    /// <summary>A value in the words in which the setting is read back, so that equal settings are equal texts.</summary>
    internal static string ReadSetting(string key, JsonField field)
    {
        if (key is "seed" or "steps")
            throw field.Wrong(new StudyException($"{key} is no setting of a study's parts; give it to the study as a whole."));
        Setting setting = FindSetting(key, field);
        try
        {
            return setting.Read(setting.Apply(AnyRun, TextOf(field) ?? throw field.Wrong(setting.Legal)));
        }
        catch (OptionException exception)
        {
            throw field.Wrong(exception);
        }
    }

    internal static Setting FindSetting(string key, JsonField field)
    {
        try
        {
            return Settings.Find(key);
        }
        catch (OptionException exception)
        {
            throw field.Wrong(exception);
        }
    }

    private static string? TextOf(JsonField field) => field.Value.ValueKind switch
    {
        JsonValueKind.String => field.Value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.Value.GetRawText(),
        JsonValueKind.Array when field.Value.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number) =>
            string.Join(',', field.Value.EnumerateArray().Select(number => number.GetRawText())),
        _ => null,
    };

    internal static SeedList ReadSeeds(JsonField seeds)
    {
        if (seeds.IsText)
            return SeedList.Parse(seeds.Text(SeedsRight, LongestText)) ?? throw seeds.Wrong(SeedsRight);
        return new SeedList(seeds.Elements(SeedsRight).Select(seed => seed.Value.ValueKind == JsonValueKind.Number && seed.Value.TryGetUInt64(out ulong value) ? value : throw seed.Wrong("a seed, such as 20001")));
    }

    private static string[]? ReadNames(JsonField? names, string right) => names is { } list ? [.. list.Elements(right).Select(ReadName)] : null;

    private const string NameRight = "a name of small letters, digits, '.', '-' and '_', at most 64";

    private static string ReadName(JsonField field)
    {
        string name = field.Text(NameRight, LongestText);
        return StudyDefinition.IsName(name) ? name : throw field.Wrong(NameRight);
    }
}
