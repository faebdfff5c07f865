using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// Ant-v4. Observation (27): qpos[2..14], qvel. Reward: Δx/dt + 1 − 0.5 Σa², with x the torso's place, lagged, and dt = 0.05 s; the 1 is
/// paid on the last step too. Terminates when not healthy: the height qpos[2] within [0.2, 1] (a number that is not finite is an
/// error here). Start: qpos + U(±0.1), qvel + 0.1 N(0, 1).
/// </summary>
public sealed class Ant() : MuJoCoEnvironment(s_model.Value, frameSkip: 5, observationSize: 27)
{
    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("ant"));

    private readonly int _torso = s_model.Value.BodyIndex("torso");

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("ant", "A four-legged body: run forward without falling", 1000, 6000, () => new Ant()) { StepMicroseconds = 230, Megabytes = 1 };

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double before = BodyPosition(_torso)[0];
        Simulate(action);
        double speed = (BodyPosition(_torso)[0] - before) / StepSeconds;
        bool terminated = !IsHealthy(Positions);
        return new Transition(Observe(), speed + 1 - 0.5 * SumOfSquares(action), terminated);
    }

    /// <summary>Whether the ant is on its legs: the condition above.</summary>
    internal static bool IsHealthy(ReadOnlySpan<double> positions) => positions[2] is >= 0.2 and <= 1;

    /// <inheritdoc/>
    protected override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random)
    {
        AddUniform(positions, 0.1, ref random);
        AddGaussian(velocities, 0.1, ref random);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<double> observation)
    {
        Positions[2..].CopyTo(observation);
        Velocities.CopyTo(observation[13..]);
    }
}
