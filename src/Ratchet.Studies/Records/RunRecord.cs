using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Records;

/// <summary>What a run's folder tells: its settings and every number of its <c>metrics.jsonl</c>. Reading changes nothing in the folder, and a run may go on meanwhile.</summary>
public sealed class RunRecord
{
    private readonly MetricsReader _metrics;

    private RunRecord(string path, RunOptions options, MetricsReader metrics) => (Path, Options, _metrics) = (path, options, metrics);

    /// <summary>The run's folder, as it was given.</summary>
    public string Path { get; }

    /// <summary>Every setting.</summary>
    public RunOptions Options { get; }

    /// <summary>A line an iteration, or every <c>metrics-interval</c> steps.</summary>
    public MetricColumns Iterations => _metrics.Iterations;

    /// <summary>A line an evaluation point.</summary>
    public MetricColumns Evaluations => _metrics.Evaluations;

    /// <summary>The numbers of the last line of a finished run, by name; null while it is not finished.</summary>
    public IReadOnlyDictionary<string, double>? Finished => _metrics.Finished;

    /// <summary>The hash of a finished run's parameters; null while it is not finished.</summary>
    public string? Hash => _metrics.Hash;

    /// <summary>Environment steps so far; 0 before the first line.</summary>
    public long Steps => Iterations[MetricNames.Steps] is [.., double last] ? (long)last : 0;

    /// <summary>Reads the folder of a run.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="wanted">Which numbers of iterations and evaluation points are kept; null keeps all.</param>
    /// <exception cref="RunException">It holds no run, or a file of it is damaged; the message names the file and what was found.</exception>
    public static RunRecord Read(string path, Predicate<string>? wanted = null)
    {
        RunOptions options = RunFolder.ReadOptions(path);
        var metrics = new MetricsReader(RunFolder.MetricsFileOf(path), wanted);
        metrics.Read();
        return new RunRecord(path, options, metrics);
    }

    /// <summary>Reads what the run wrote since.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Refresh() => _metrics.Read();
}
