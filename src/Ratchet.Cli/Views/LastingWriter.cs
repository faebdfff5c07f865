using System.Text;

namespace Ratchet.Cli.Views;

/// <summary>
/// The output of something that matters more than its output, such as a training of hours: when it can no longer be written (the log's disk is full,
/// the reader has gone), that is told once, and the rest is dropped.
/// </summary>
internal sealed class LastingWriter(TextWriter inner, Action<string> warn) : TextWriter
{
    private bool _isBroken;

    public override Encoding Encoding => inner.Encoding;

    public override string NewLine => inner.NewLine;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count)
    {
        // No closure: the lines of a training are written without allocation.
        if (_isBroken)
            return;
        try
        {
            inner.Write(buffer, index, count);
        }
        catch (Exception exception) when (IsOfOutput(exception))
        {
            Break(exception);
        }
    }

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush()
    {
        if (_isBroken)
            return;
        try
        {
            inner.Flush();
        }
        catch (Exception exception) when (IsOfOutput(exception))
        {
            Break(exception);
        }
    }

    private void Try(Action write)
    {
        if (_isBroken)
            return;
        try
        {
            write();
        }
        catch (Exception exception) when (IsOfOutput(exception))
        {
            Break(exception);
        }
    }

    private static bool IsOfOutput(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private void Break(Exception exception)
    {
        _isBroken = true;
        warn($"nothing more can be printed ({exception.Message.TrimEnd('.')}); the run goes on.");
    }
}
