using Ratchet.Environments;
using Ratchet.MuJoCo.Drawing;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// Hopper-v4. Observation (11): qpos[1..5], qvel clipped to ±10. Reward: Δx/dt + 1 − 0.001 Σa², with x = qpos[0] and dt = 0.008
/// s; the 1 is paid on the last step too. Terminates when not healthy: height qpos[1] &gt; 0.7, |qpos[2]| &lt; 0.2, and
/// qpos[2..], qvel strictly inside ±100. Start: qpos and qvel + U(±0.005).
/// </summary>
public sealed class Hopper() : MuJoCoEnvironment(s_model.Value, frameSkip: 4, observationSize: 11)
{
    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("hopper"));

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("hopper", "A one-legged planar jumper: hop forward without falling", 1000, 3800, () => new Hopper()) { StepMicroseconds = 56, Megabytes = 1 };

    /// <inheritdoc/>
    protected override Camera Camera => Camera.Side;

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double before = Positions[0];
        Simulate(action);
        double speed = (Positions[0] - before) / StepSeconds;
        bool terminated = !IsHealthy(Positions, Velocities);
        return new Transition(Observe(), speed + 1 - 0.001 * SumOfSquares(action), terminated);
    }

    /// <summary>Whether the hopper stands: the condition above.</summary>
    internal static bool IsHealthy(ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities) =>
        positions[1] > 0.7 && positions[2] is > -0.2 and < 0.2 && IsInside(positions[2..], 100) && IsInside(velocities, 100);

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
        CopyClipped(Velocities, 10, observation[5..]);
    }

    private static bool IsInside(ReadOnlySpan<double> values, double bound)
    {
        foreach (double value in values)
            if (!(value > -bound && value < bound))
                return false;
        return true;
    }
}
