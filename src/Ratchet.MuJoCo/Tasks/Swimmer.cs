using Ratchet.Environments;
using Ratchet.MuJoCo.Drawing;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// Swimmer-v4. Observation (8): qpos[2..4], qvel. Reward: Δx/dt − 0.0001 Σa², with x = qpos[0] (of the front link) and dt = 0.04
/// s. Never terminates. Start: qpos and qvel + U(±0.1).
/// </summary>
public sealed class Swimmer() : MuJoCoEnvironment(s_model.Value, frameSkip: 4, observationSize: 8)
{
    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("swimmer"));

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("swimmer", "Three links in a viscous fluid: swim forward", 1000, 360, () => new Swimmer()) { StepMicroseconds = 34, Megabytes = 1 };

    /// <inheritdoc/>
    protected override Camera Camera => Camera.Above;

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double before = Positions[0];
        Simulate(action);
        double speed = (Positions[0] - before) / StepSeconds;
        return new Transition(Observe(), speed - 0.0001 * SumOfSquares(action), terminated: false);
    }

    /// <inheritdoc/>
    protected override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random)
    {
        AddUniform(positions, 0.1, ref random);
        AddUniform(velocities, 0.1, ref random);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<double> observation)
    {
        Positions[2..].CopyTo(observation);
        Velocities.CopyTo(observation[3..]);
    }
}
