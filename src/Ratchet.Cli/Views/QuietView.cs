using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli.Views;

/// <summary>Shows nothing of a run but its warnings.</summary>
internal sealed class QuietView(TextWriter error) : IRunView
{
    public void OnStart(RunProgress progress)
    {
    }

    public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line)
    {
    }

    public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line)
    {
    }

    public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line)
    {
    }

    public void OnWarning(string message) => error.WriteLine(Wording.Warning(message));
}
