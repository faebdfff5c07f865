using System.Globalization;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;
using Ratchet.Studies.Records;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Reports;

/// <summary>Where a run of a study's definition stands, as its files tell.</summary>
internal enum CellRunState
{
    /// <summary>It has the steps that are compared.</summary>
    Done,

    /// <summary>It ended with an error, which the study kept.</summary>
    Failed,

    /// <summary>It has fewer steps: it is being trained, or was stopped.</summary>
    Unfinished,

    /// <summary>It has no folder yet.</summary>
    Missing,

    /// <summary>Its files cannot be read, or are those of a run of something else.</summary>
    Damaged,
}

/// <summary>A run of a study: what its tables say of it.</summary>
internal sealed record StudyCellRun
{
    private static readonly string[] AlwaysWanted = [.. TrustRegionAudit.Metrics, .. TimingSplit.Metrics, MetricNames.Return, MetricNames.SampledReturn, MetricNames.DeterministicReturn];

    public required string Task { get; init; }

    public required string Rule { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>TASK/RULE/SEED.</summary>
    public required string Name { get; init; }

    /// <summary>What it is of: its environment and rule as the settings name them.</summary>
    public required (string Environment, string Rule) Kind { get; init; }

    public CellRunState State { get; private init; }

    /// <summary>Why it failed or cannot be read; null otherwise.</summary>
    public string? Problem { get; private init; }

    /// <summary>Environment steps that it has.</summary>
    public long Steps { get; private init; }

    /// <summary>Null while it has no line of metrics.</summary>
    public TrustRegionAudit? Audit { get; private init; }

    /// <summary>Null while it has no line of metrics.</summary>
    public TimingSplit? Timing { get; private init; }

    /// <summary>The run's numbers; null where it cannot be read.</summary>
    public RunRecord? Record { get; private init; }

    /// <summary>Reads every run that a study's definition asks for, tasks outermost, then rules, then seeds. A run that cannot be read is told of, and the others are read all the same.</summary>
    public static IReadOnlyList<StudyCellRun> ReadAll(string folder, StudyDefinition definition)
    {
        StudyCellRun[] runs =
        [
            .. from task in definition.Tasks
               from rule in definition.Rules
               from seed in definition.Seeds
               where rule.RunsOn(task, seed)
               select new StudyCellRun { Task = task.Name, Rule = rule.Name, Seed = seed, Name = StudyRun.NameOf(task.Name, rule.Name, seed), Kind = (task.Environment, rule.Rule) },
        ];
        HashSet<string> wanted = [.. AlwaysWanted, .. StudyPictures.MetricsOf(definition.Figures)];
        Parallel.For(0, runs.Length, i => runs[i] = runs[i].Read(folder, definition.Until, wanted));
        return runs;
    }

    private StudyCellRun Read(string folder, long until, HashSet<string> wanted)
    {
        string path = StudyFiles.RunPath(folder, Name);
        StudyFailure? failure = null;
        try
        {
            failure = StudyFiles.ReadFailure(folder, Name);
            if (!Directory.Exists(path))
                return this with { State = failure is null ? CellRunState.Missing : CellRunState.Failed, Problem = failure?.Message };
            var record = RunRecord.Read(path, wanted.Contains);
            TrainingOptions found = record.Options.Training;
            if ((found.Environment, found.Rule, found.Seed) != (Kind.Environment, Kind.Rule, Seed))
                return this with { State = CellRunState.Damaged, Problem = $"{path} holds a run of {found.Rule} on {found.Environment} with seed {found.Seed}, which is not the study's." };
            return this with
            {
                State = record.Steps >= until ? CellRunState.Done : failure is not null ? CellRunState.Failed : CellRunState.Unfinished,
                Problem = record.Steps >= until ? null : failure?.Message,
                Steps = record.Steps,
                Record = record,
                Audit = record.Iterations.Count > 0 ? TrustRegionAudit.Of(record) : null,
                Timing = record.Iterations.Count > 0 ? TimingSplit.Of(record) : null,
            };
        }
        catch (Exception exception) when (exception is RunException or StudyException or IOException or UnauthorizedAccessException)
        {
            // A folder whose run is about to begin has no configuration yet.
            bool isEmpty = !File.Exists(Path.Combine(path, RunFolder.ConfigurationFile));
            return this with
            {
                State = failure is not null ? CellRunState.Failed : isEmpty ? CellRunState.Missing : CellRunState.Damaged,
                Problem = failure?.Message ?? (isEmpty ? null : exception.Message),
            };
        }
    }
}
