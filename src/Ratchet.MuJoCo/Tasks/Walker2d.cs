using Ratchet.Environments;
using Ratchet.MuJoCo.Drawing;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// Walker2d-v4. Observation (17): qpos[1..8], qvel clipped to ±10. Reward: Δx/dt + 1 − 0.001 Σa², with x = qpos[0] and dt =
/// 0.008 s; the 1 is paid on the last step too. Terminates when not healthy: 0.8 &lt; qpos[1] &lt; 2 and |qpos[2]| &lt; 1.
/// Start: qpos and qvel + U(±0.005).
/// </summary>
public sealed class Walker2d() : MuJoCoEnvironment(s_model.Value, frameSkip: 4, observationSize: 17)
{
    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("walker2d"));

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("walker2d", "A two-legged planar walker: walk without falling", 1000, null, () => new Walker2d()) { StepMicroseconds = 86, Megabytes = 1 };

    /// <inheritdoc/>
    protected override Camera Camera => Camera.Side;

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double before = Positions[0];
        Simulate(action);
        double speed = (Positions[0] - before) / StepSeconds;
        bool terminated = !IsHealthy(Positions);
        return new Transition(Observe(), speed + 1 - 0.001 * SumOfSquares(action), terminated);
    }

    /// <summary>Whether the walker stands: the condition above.</summary>
    internal static bool IsHealthy(ReadOnlySpan<double> positions) => positions[1] is > 0.8 and < 2 && positions[2] is > -1 and < 1;

    /// <inheritdoc/>
    protected override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random)
    {
        AddUniform(positions, 0.005, ref random);
        AddUniform(velocities, 0.005, ref random);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<double> observation)
    {
        Positions[1..].CopyTo(observation);
        CopyClipped(Velocities, 10, observation[8..]);
    }
}
