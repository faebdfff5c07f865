using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// HumanoidStandup-v4. Observation and start: <see cref="HumanoidBody"/>, lying. Reward: qpos[2]/h − 0.1 Σa² − min(10, 5e-7 Σ cfrc_ext²) + 1,
/// with the height over the timestep h = 0.003 s of the integrator, not of the task. Never terminates.
/// </summary>
public sealed class HumanoidStandup() : HumanoidBody(s_model.Value)
{
    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("humanoid-standup"));

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("humanoid-standup", "A biped of thirteen links on its back: stand up", 1000, null, () => new HumanoidStandup())
        {
            StepMicroseconds = 600, Megabytes = 2,
        };

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Simulate(action);
        double impact = 0.5e-6 * SumOfSquares(ContactForces);
        double cost = (0.1 * SumOfSquares(action)) + (impact < 10 ? impact : 10);
        return new Transition(Observe(), (Positions[2] / Model.Timestep) - cost + 1, terminated: false);
    }
}
