using Ratchet.Environments;
using Ratchet.MuJoCo.Tasks;

namespace Ratchet.MuJoCo;

/// <summary>The Gym tasks of this assembly, for the registry. Making one needs the native library; listing them does not.</summary>
public static class MuJoCoTasks
{
    private const int Limit = 1000;

    /// <summary>All tasks, with the thresholds that Gym registers.</summary>
    public static IReadOnlyList<EnvironmentDefinition> All { get; } =
    [
        new("halfcheetah", "A two-legged planar runner: run forward fast.", Limit, 4800, static () => new HalfCheetah()),
        new("hopper", "A one-legged planar jumper: hop forward without falling.", Limit, 3800, static () => new Hopper()),
        new("walker2d", "A two-legged planar walker: walk forward without falling.", Limit, null, static () => new Walker2d()),
        new("swimmer", "Three links in a viscous fluid: swim forward.", Limit, 360, static () => new Swimmer()),
        new("inverted-pendulum", "A cart with a pole: keep the pole upright.", Limit, 950, static () => new InvertedPendulum()),
    ];
}
