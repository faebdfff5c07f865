using Ratchet.Environments;
using Ratchet.Policies;

namespace Ratchet.Training.Runs;

/// <summary>Where a run turns beside its own files: to libraries that the core does not reference, and to whoever can end its process.</summary>
public sealed record RunOutputs
{
    /// <summary>Where the metrics go besides <c>metrics.jsonl</c>; null for nowhere. The run opens, flushes and disposes it.</summary>
    public IMetricsSink? Metrics { get; init; }

    /// <summary>Writes the policy at every checkpoint that is kept; null for no export.</summary>
    public IPolicyExporter? Exporter { get; init; }

    /// <summary>Makes the searches of runs whose solver is one; null where there are none.</summary>
    public SearchFactory? Searches { get; init; }

    /// <summary>
    /// Told, once and on another thread, when a simulator has not come back within <see cref="RunOptions.EnvironmentTimeout"/>. The thread that hangs cannot be
    /// ended, nor with it the run: end the process; the last checkpoint is good. Null: simulators may take as long as they like.
    /// </summary>
    public Action<EnvironmentException>? Hung { get; init; }
}

/// <summary>A place beside <c>metrics.jsonl</c> where the numbers of a run go, such as TensorBoard's event files.</summary>
public interface IMetricsSink : IDisposable
{
    /// <summary>Begins, or goes on: what was written of later steps than these is dropped, so that a resumed curve is one curve.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="steps">Environment steps at the checkpoint that the run goes on from; 0 at the beginning.</param>
    void Open(string folder, long steps);

    /// <summary>An iteration, of which <c>metrics.jsonl</c> has a line.</summary>
    void Write(RunProgress progress);

    /// <summary>An evaluation point.</summary>
    void WriteEvaluation(RunProgress progress, EvaluationResult result);

    /// <summary>Sees to it that everything written is on the disk.</summary>
    void Flush();
}

/// <summary>Writes a policy in a format for other programs.</summary>
public interface IPolicyExporter
{
    /// <summary>Name of its file in a run's folder.</summary>
    string FileName { get; }

    /// <summary>Writes a file, and acts through what was written: it must do what the policy does.</summary>
    /// <param name="policy">What is exported.</param>
    /// <param name="observations">Raw observations that the policy met, dense rows, for the comparison.</param>
    /// <param name="masked">Whether the task forbids actions: the policy is then exported with its mask as an input.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="PolicyExportException">The file does not do what the policy does, or such a policy cannot be exported.</exception>
    void Export(ActorCritic policy, ReadOnlySpan<float> observations, bool masked, string path);
}

/// <summary>A policy cannot be exported; the message says why.</summary>
public sealed class PolicyExportException(string message, Exception? inner = null) : Exception(message, inner);
