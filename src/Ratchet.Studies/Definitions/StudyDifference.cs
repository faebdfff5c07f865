using Ratchet.Training;

namespace Ratchet.Studies.Definitions;

/// <summary>Whether runs and studies are the same.</summary>
public static class StudyDifference
{
    /// <summary>Settings that do not shape the training, but what the run's metrics record.</summary>
    private static readonly string[] OfRecord = ["evaluation-interval", "evaluation-episodes", "metrics-interval"];

    /// <summary>
    /// The first setting in which two runs differ, with both values; null when they train the same and record the same. The seed counts; checkpoints' times and the like do not.
    /// </summary>
    public static (string Key, string Found, string Asked)? OfRuns(RunOptions found, RunOptions asked)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(asked);
        IEnumerable<(string Key, string Found, string Asked)> facts =
        [
            ("environment", found.Training.Environment, asked.Training.Environment),
            ("rule", found.Training.Rule, asked.Training.Rule),
            ("a start from", $"{found.From}", $"{asked.From}"),
            .. from setting in Settings.All
               where (setting.ShapesTraining || OfRecord.Contains(setting.Key)) && setting.AppliesTo(asked.Training)
               select (setting.Key, setting.Read(found), setting.Read(asked)),
        ];
        foreach ((string Key, string Found, string Asked) fact in facts)
            if (fact.Found != fact.Asked)
                return (fact.Key, Told(fact.Found), Told(fact.Asked));
        return null;

        static string Told(string value) => value.Length == 0 ? "none" : value;
    }

    /// <summary>
    /// The study that goes on in the place of another one: more seeds, tasks and rules and a larger budget extend it, and what does not touch its runs is taken over.
    /// </summary>
    /// <param name="file">How errors name the one that is there.</param>
    /// <param name="found">The one that is there.</param>
    /// <param name="asked">The one that is asked for.</param>
    /// <exception cref="StudyException">A run of the study that is there would be another one, or none.</exception>
    public static StudyDefinition Extend(string file, StudyDefinition found, StudyDefinition asked)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(asked);
        if (found.Name != asked.Name)
            throw Differs(file, $"the study {found.Name}", $"for {asked.Name}");
        StudyDefinition extended = asked with { Seeds = asked.Seeds.Union(found.Seeds), Until = Math.Max(asked.Until, Math.Min(found.Until, asked.Steps)) };
        extended.Validate();
        foreach ((StudyTask task, StudyRule rule) in found.Cells)
            RequireSame(file, found, task, rule, extended);
        return extended;
    }

    private static void RequireSame(string file, StudyDefinition found, StudyTask task, StudyRule rule, StudyDefinition asked)
    {
        if (asked.Tasks.FirstOrDefault(other => other.Name == task.Name) is not { } askedTask)
            throw Differs(file, $"a study with the task {task.Name}", "for one without it");
        if (asked.Rules.FirstOrDefault(other => other.Name == rule.Name) is not { } askedRule)
            throw Differs(file, $"a study with the rule {rule.Name}", "for one without it");
        foreach (ulong seed in found.Seeds)
            if (rule.RunsOn(task, seed) && !askedRule.RunsOn(askedTask, seed))
                throw Differs(file, $"a study with the run {StudyRun.NameOf(task.Name, rule.Name, seed)}", "for one without it");
        if (OfRuns(found.OptionsOf(task, rule, found.Seeds[0]), asked.OptionsOf(askedTask, askedRule, found.Seeds[0])) is var (key, has, wants))
            throw Differs(file, $"a study with {key} {has} for task {task.Name} with rule {rule.Name}", $"for {wants}");
    }

    private static StudyException Differs(string file, string has, string wants) =>
        new($"{file} holds {has}; this command asks {wants}: choose another folder, or give the same study to go on with that one.");
}
