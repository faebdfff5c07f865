using Ratchet.Training;

namespace Ratchet.Studies.Definitions;

/// <summary>One cell of a study with one seed: a run.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Options">Every setting, checked.</param>
public sealed record StudyRun(string Task, string Rule, ulong Seed, RunOptions Options)
{
    /// <summary>TASK/RULE/SEED: its name, and its folder below the study's <c>runs</c>.</summary>
    public string Name => NameOf(Task, Rule, Seed);

    internal static string NameOf(string task, string rule, ulong seed) => $"{task}/{rule}/{seed}";
}
