using Ratchet.Environments;
using Ratchet.MuJoCo.Drawing;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// InvertedPendulum-v4. Observation (4): qpos (cart, pole angle), qvel. Reward: 1 on every step, the last included. Terminates
/// when the pole's angle |qpos[1]| &gt; 0.2 (a number that is not finite is an error here). Start: qpos and qvel + U(±0.01).
/// </summary>
public sealed class InvertedPendulum() : MuJoCoEnvironment(s_model.Value, frameSkip: 2, observationSize: 4)
{
    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("inverted-pendulum"));

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("inverted-pendulum", "A pole on a motorised cart: keep it upright", 1000, 950, () => new InvertedPendulum())
        {
            StepMicroseconds = 10, Megabytes = 1,
        };

    /// <inheritdoc/>
    protected override Camera Camera => Camera.Side;

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Simulate(action);
        bool terminated = HasFallen(Positions[1]);
        return new Transition(Observe(), 1, terminated);
    }

    /// <summary>Whether the pole leans too far: |angle| &gt; 0.2.</summary>
    internal static bool HasFallen(double angle) => angle is > 0.2 or < -0.2;

    /// <inheritdoc/>
    protected override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random)
    {
        AddUniform(positions, 0.01, ref random);
        AddUniform(velocities, 0.01, ref random);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<double> observation)
    {
        Positions.CopyTo(observation);
        Velocities.CopyTo(observation[2..]);
    }
}
