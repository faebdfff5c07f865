using Ratchet.Environments;
using Ratchet.MuJoCo;

namespace Ratchet.Cli;

/// <summary>An environment as a listing shows it. The spaces are those of a simulator, which is made to look at them.</summary>
/// <param name="Definition">The task.</param>
/// <param name="ObservationSpace">Null when no simulator can be made here.</param>
/// <param name="ActionSpace">Null when no simulator can be made here.</param>
/// <param name="Problem">Why none can be made; null when one can.</param>
internal sealed record EnvironmentEntry(EnvironmentDefinition Definition, Space? ObservationSpace, Space? ActionSpace, string? Problem)
{
    public static EnvironmentEntry Of(EnvironmentDefinition definition)
    {
        try
        {
            IEnvironment environment = definition.Create();
            using var disposable = environment as IDisposable;
            return new EnvironmentEntry(definition, environment.ObservationSpace, environment.ActionSpace, null);
        }
        catch (Exception exception) when (exception is MuJoCoUnavailableException or EnvironmentException)
        {
            return new EnvironmentEntry(definition, null, null, exception.Message);
        }
    }
}
