using Ratchet.Environments;
using Ratchet.MuJoCo.Drawing;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// InvertedDoublePendulum-v4. Observation (11): qpos[0], sin qpos[1..2], cos qpos[1..2], qvel and the constraint forces, both clipped to
/// ±10. Reward: 10 − (0.01 x² + (y − 2)²) − (0.001 qvel[1]² + 0.005 qvel[2]²), with x and y the tip's place along and above the rail,
/// lagged; paid on the last step too. Terminates when y ≤ 1. Start: qpos + U(±0.1), qvel + 0.1 N(0, 1).
/// </summary>
public sealed class InvertedDoublePendulum() : MuJoCoEnvironment(s_model.Value, frameSkip: 5, observationSize: 11)
{
    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("inverted-double-pendulum"));

    private readonly int _tip = s_model.Value.SiteIndex("tip");

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("inverted-double-pendulum", "Two poles on a motorised cart: keep them upright", 1000, 9100, () => new InvertedDoublePendulum())
        {
            StepMicroseconds = 35, Megabytes = 1,
        };

    /// <inheritdoc/>
    protected override Camera Camera => Camera.Side;

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Simulate(action);
        ReadOnlySpan<double> tip = SitePosition(_tip);
        return new Transition(Observe(), Reward(tip[0], tip[2], Velocities), terminated: tip[2] <= 1);
    }

    /// <summary>The reward above.</summary>
    internal static double Reward(double x, double y, ReadOnlySpan<double> velocities)
    {
        double distance = (0.01 * x * x) + ((y - 2) * (y - 2));
        double speed = (0.001 * velocities[1] * velocities[1]) + (0.005 * velocities[2] * velocities[2]);
        return 10 - distance - speed;
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
        ReadOnlySpan<double> positions = Positions;
        observation[0] = positions[0];
        for (int pole = 0; pole < 2; pole++)
            (observation[1 + pole], observation[3 + pole]) = Real.SinCos(positions[1 + pole]);
        CopyClipped(Velocities, 10, observation[5..]);
        CopyClipped(ConstraintForces, 10, observation[8..]);
    }
}
