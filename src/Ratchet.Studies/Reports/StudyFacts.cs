using Ratchet.Studies.Comparisons;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Studies.Sweeps;

namespace Ratchet.Studies.Reports;

/// <summary>All that the results of a study are made of, read once.</summary>
internal sealed record StudyFacts
{
    /// <summary>The study.</summary>
    public required StudyDefinition Definition { get; init; }

    /// <summary>Every run that it asks for: tasks outermost, then rules, then seeds.</summary>
    public required IReadOnlyList<StudyCellRun> Runs { get; init; }

    /// <summary>What it took.</summary>
    public required StudyClock Clock { get; init; }

    /// <summary>The runs compared; null while none is done.</summary>
    public required Comparison? Comparison { get; init; }

    /// <summary>What its search has found; null where it has none, or its first rung is not done.</summary>
    public required SweepResult? Sweep { get; init; }

    /// <summary>What the runs were trained on: facts, and by how many runs, the most frequent first.</summary>
    public required IReadOnlyList<(string Facts, int Runs)> Machines { get; init; }

    /// <summary>Reads the folder of a study, which may be going on.</summary>
    /// <exception cref="StudyException">It holds no study, or its definition is damaged.</exception>
    public static StudyFacts Read(string folder)
    {
        StudyDefinition definition = StudyFiles.ReadDefinition(folder);
        IReadOnlyList<StudyCellRun> runs = StudyCellRun.ReadAll(folder, definition);
        return new StudyFacts
        {
            Definition = definition,
            Runs = runs,
            Clock = StudyFiles.ReadClock(folder),
            Comparison = StudyComparison.Of(definition, runs),
            Sweep = definition.Sweep is null ? null : SweepResult.Read(folder, definition),
            Machines =
            [
                .. runs.Where(run => run.Record is not null)
                    .GroupBy(run => string.Join(", ", MachineFacts.Read(run.Record!.Path).Select(fact => $"{fact.Name} {fact.Value}")), StringComparer.Ordinal)
                    .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => (group.Key, group.Count())),
            ],
        };
    }

    /// <summary>The runs of a task and a rule.</summary>
    public IEnumerable<StudyCellRun> CellOf(string task, string rule) => Runs.Where(run => run.Task == task && run.Rule == rule);

    /// <summary>How many runs are in a state.</summary>
    public int Count(CellRunState state) => Runs.Count(run => run.State == state);

    /// <summary>Every task and rule that is asked for.</summary>
    public IEnumerable<(string Task, string Rule, StudyCellRun[] Runs)> Cells =>
        Runs.GroupBy(run => (run.Task, run.Rule)).Select(group => (group.Key.Task, group.Key.Rule, group.ToArray()));
}
