using Ratchet.Environments;
using Ratchet.MuJoCo;

namespace Ratchet.Cli;

/// <summary>All environments that the command knows.</summary>
internal static class Tasks
{
    public static EnvironmentRegistry All { get; } = new([.. EnvironmentRegistry.BuiltIn.Definitions, .. MuJoCoTasks.All]);

    /// <exception cref="UserException">There is no environment of that name; the message has the nearest one.</exception>
    public static EnvironmentDefinition Find(string name)
    {
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
