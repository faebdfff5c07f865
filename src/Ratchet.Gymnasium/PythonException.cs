namespace Ratchet.Gymnasium;

/// <summary>What Python says about a failure: the inner exception of the <see cref="Environments.EnvironmentException"/> that tells of it.</summary>
/// <param name="traceback">Lines to show as they are: a traceback, or the last lines of the worker's standard error.</param>
public sealed class PythonException(string traceback) : Exception(traceback)
{
    /// <summary>Lines to show as they are.</summary>
    public string Traceback { get; } = traceback;

    /// <summary>What Python said about a failure, if it was Python's.</summary>
    public static PythonException? In(Exception? failure)
    {
        while (failure is not (null or PythonException))
            failure = failure.InnerException;
        return (PythonException?)failure;
    }
}
