namespace Ratchet.Training.Runs;

/// <summary>Sees a run go on: a display, a log. Lines are those of <c>metrics.jsonl</c>, in UTF-8 with the line feed, valid during the call only.</summary>
public interface IRunObserver
{
    /// <summary>The run begins, or goes on from a checkpoint.</summary>
    void OnStart(RunProgress progress);

    /// <summary>An iteration is finished, of which there is a line.</summary>
    void OnIteration(RunProgress progress, ReadOnlySpan<byte> line);

    /// <summary>An evaluation point was measured.</summary>
    void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line);

    /// <summary>The run is finished.</summary>
    void OnFinished(RunProgress progress, ReadOnlySpan<byte> line);

    /// <summary>Something went wrong that the run survives, in one sentence.</summary>
    void OnWarning(string message)
    {
    }
}
