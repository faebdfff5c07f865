using Ratchet.Environments;

namespace Ratchet.Gymnasium;

/// <summary>From what a worker tells to what a user reads.</summary>
internal static class GymnasiumErrors
{
    /// <summary>With Python's own words as the inner exception.</summary>
    public static EnvironmentException ToEnvironmentException(WorkerException failure) =>
        new(failure.Message, failure.Traceback is null ? null : new PythonException(failure.Traceback));

    /// <summary>For environments that cannot be made.</summary>
    public static EnvironmentException WhenMade(EnvironmentDefinition definition, WorkerException failure) =>
        new($"environment '{definition.Name}' {failure.Message}", failure.Traceback is null ? null : new PythonException(failure.Traceback));

    /// <summary>Tells whoever listens that a worker is started again.</summary>
    public static void ReportRestart(EnvironmentDefinition definition, EnvironmentException failure) =>
        definition.Notices.Raise($"{failure.Message}; it is started again, with new episodes");
}
