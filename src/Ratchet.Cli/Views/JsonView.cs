using System.Text;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli.Views;

/// <summary>Prints the lines of <c>metrics.jsonl</c> as they are written. Allocates nothing for an iteration.</summary>
internal sealed class JsonView(TextWriter output, TextWriter error) : IRunView
{
    private char[] _characters = new char[4096];

    public void OnStart(RunProgress progress)
    {
    }

    public void OnIteration(RunProgress progress, ReadOnlySpan<byte> line) => Write(line);

    public void OnEvaluation(RunProgress progress, EvaluationResult result, ReadOnlySpan<byte> line) => Write(line);

    public void OnFinished(RunProgress progress, ReadOnlySpan<byte> line) => Write(line);

    public void OnWarning(string message) => error.WriteLine(Wording.Warning(message));

    private void Write(ReadOnlySpan<byte> line)
    {
        if (_characters.Length < line.Length)
            _characters = new char[2 * line.Length];
        int count = Encoding.UTF8.GetChars(line, _characters);
        output.Write(_characters, 0, count);
        output.Flush();
    }
}
