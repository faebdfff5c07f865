using System.Text.Json;

namespace Ratchet.Dashboard.Index;

/// <summary>What the list shows of a run. It never changes: news are a new row.</summary>
internal sealed record RunRow
{
    /// <summary>The path of its folder below the root, separated by <c>/</c>; <c>.</c> when the root is the run.</summary>
    public required string Name { get; init; }

    /// <summary>The path of the folder of the study that it belongs to; null when it belongs to none.</summary>
    public string? Study { get; init; }

    public string Environment { get; init; } = "";

    public string Rule { get; init; } = "";

    public string Seed { get; init; } = "";

    /// <summary>How many environment steps the run shall have; 0 when its settings cannot be read.</summary>
    public long TotalSteps { get; init; }

    public RunStatus Status { get; init; }

    /// <summary>One sentence on what cannot be read; null when all can.</summary>
    public string? Problem { get; init; }

    /// <summary>What its last lines tell.</summary>
    public LatestNumbers Latest { get; init; } = LatestNumbers.None;

    /// <summary>When its metrics were written last, in seconds since 1970; 0 without metrics.</summary>
    public long Written { get; init; }

    /// <summary>Writes the properties of the row into the object that is open.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("run"u8, Name);
        json.WriteString("study"u8, Study);
        json.WriteString("environment"u8, Environment);
        json.WriteString("rule"u8, Rule);
        json.WriteString("seed"u8, Seed);
        json.WriteString("status"u8, WordFor(Status));
        json.WriteString("problem"u8, Problem);
        json.WriteNumber("steps"u8, Latest.Steps);
        json.WriteNumber("totalSteps"u8, TotalSteps);
        WriteReal(json, "return"u8, Latest.Return);
        WriteReal(json, "seconds"u8, Latest.Seconds);
        WriteReal(json, "stepsPerSecond"u8, Latest.StepsPerSecond);
        json.WriteNumber("written"u8, Written);
    }

    private static void WriteReal(Utf8JsonWriter json, ReadOnlySpan<byte> name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static ReadOnlySpan<byte> WordFor(RunStatus status) => status switch
    {
        RunStatus.Waiting => "waiting"u8,
        RunStatus.Running => "running"u8,
        RunStatus.Stopped => "stopped"u8,
        RunStatus.Finished => "finished"u8,
        _ => "damaged"u8,
    };
}
