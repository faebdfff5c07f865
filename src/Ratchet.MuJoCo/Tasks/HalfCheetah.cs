using Ratchet.Environments;
using Ratchet.MuJoCo.Drawing;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// HalfCheetah-v4. Observation (17): qpos[1..8], qvel[0..8]. Reward: Δx/dt − 0.1 Σa², with x = qpos[0] and dt = 0.05 s. Never
/// terminates. Start: qpos + U(±0.1), qvel + 0.1 N(0, 1).
/// </summary>
public sealed class HalfCheetah() : MuJoCoEnvironment(s_model.Value, frameSkip: 5, observationSize: 17)
{
    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("halfcheetah"));

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("halfcheetah", "A two-legged planar runner: run forward fast", 1000, 4800, () => new HalfCheetah()) { StepMicroseconds = 28, Megabytes = 1 };

    /// <inheritdoc/>
    protected override Camera Camera => Camera.Side;

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double before = Positions[0];
        Simulate(action);
        double speed = (Positions[0] - before) / StepSeconds;
        return new Transition(Observe(), speed - 0.1 * SumOfSquares(action), terminated: false);
    }

    /// <inheritdoc/>
    protected override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random)
    {
        AddUniform(positions, 0.1, ref random);
        AddGaussian(velocities, 0.1, ref random);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<double> observation)
    {
        Positions[1..].CopyTo(observation);
        Velocities.CopyTo(observation[8..]);
    }
}
