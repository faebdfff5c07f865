namespace Ratchet.Environments.Checking;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>It works, but learning or speed may suffer.</summary>
    Warning,

    /// <summary>Training on it gives wrong results, or none.</summary>
    Error,
}

/// <summary>A mistake that a check found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Topic">What it is about, such as <c>final-observation</c>.</param>
/// <param name="Message">One sentence: what was seen, where, and the mend.</param>
public sealed record Finding(Severity Severity, string Topic, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Severity == Severity.Error ? "error" : "warning")} ({Topic}): {Message}";

    /// <summary>What was thrown, in the first sentence of its message.</summary>
    internal static string Reason(Exception exception)
    {
        string message = exception.Message.ReplaceLineEndings(" ");
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return $"threw {exception.GetType().Name} ({(end < 0 ? message : message[..end]).TrimEnd('.', ' ')})";
    }

    internal static Finding Error(string topic, FormattableString message) => new(Severity.Error, topic, FormattableString.Invariant(message));

    internal static Finding Warning(string topic, FormattableString message) => new(Severity.Warning, topic, FormattableString.Invariant(message));
}

/// <summary>A finding after which nothing else can be checked.</summary>
internal sealed class FatalFindingException(Finding finding, Exception? inner = null) : Exception(finding.Message, inner)
{
    public Finding Finding { get; } = finding;
}
