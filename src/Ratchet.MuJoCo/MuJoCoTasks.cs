using Ratchet.Environments;
using Ratchet.MuJoCo.Tasks;

namespace Ratchet.MuJoCo;

/// <summary>The tasks of this assembly, for a registry. Making one needs the native library; listing them does not.</summary>
public static class MuJoCoTasks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<EnvironmentDefinition> All { get; } =
    [
        HalfCheetah.Definition,
        Hopper.Definition,
        Walker2d.Definition,
        Swimmer.Definition,
        InvertedPendulum.Definition,
        InvertedDoublePendulum.Definition,
        Reacher.Definition,
        Pusher.Definition,
        Ant.Definition,
        Humanoid.Definition,
        HumanoidStandup.Definition,
    ];
}
