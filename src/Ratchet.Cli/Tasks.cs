using Ratchet.Environments;
using Ratchet.Gymnasium;
using Ratchet.MuJoCo;
using Ratchet.Training;

namespace Ratchet.Cli;

/// <summary>All environments that the command knows.</summary>
internal static class Tasks
{
    public static EnvironmentRegistry All { get; } = new([.. EnvironmentRegistry.BuiltIn.Definitions, .. MuJoCoTasks.All]);

    /// <summary>The environment of a run.</summary>
    /// <exception cref="UserException">There is none of its name.</exception>
    public static EnvironmentDefinition Find(RunOptions options) => Find(options.Training.Environment, options.Workers);

    /// <summary>The environment of that name.</summary>
    /// <param name="name">A name of the registry.</param>
    /// <param name="workers">For an environment that runs in processes of its own.</param>
    /// <exception cref="UserException">There is no environment of that name; the message has the nearest one.</exception>
    public static EnvironmentDefinition Find(string name, WorkerOptions workers)
    {
        if (GymnasiumEnvironments.IsName(name))
            return GymnasiumEnvironments.Define(name, workers);
        try
        {
            return All.Find(name);
        }
        catch (ArgumentException exception)
        {
            throw new UserException(exception.Message, exception);
        }
    }
}
