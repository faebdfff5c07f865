using Ratchet.Environments;
using Ratchet.MuJoCo.Drawing;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// Reacher-v4. Observation (11): cos qpos[0..1], sin qpos[0..1], the target qpos[2..3], qvel[0..1], and the way from the target to the
/// fingertip (3, lagged). Reward: −|fingertip − target| − Σa², the distance as it is read before the step. Never terminates. Start:
/// the arm's qpos + U(±0.1), its qvel + U(±0.005); the target uniform in the disc of radius 0.2, at rest.
/// </summary>
public sealed class Reacher() : MuJoCoEnvironment(s_model.Value, frameSkip: 2, observationSize: 11)
{
    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("reacher"));

    private readonly int _fingertip = s_model.Value.BodyIndex("fingertip");
    private readonly int _target = s_model.Value.BodyIndex("target");

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("reacher", "A planar arm of two links: touch the target", 50, -3.75, () => new Reacher()) { StepMicroseconds = 15, Megabytes = 1 };

    /// <inheritdoc/>
    protected override Camera Camera => Camera.Above;

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double distance = Distance(BodyPosition(_fingertip), BodyPosition(_target));
        Simulate(action);
        return new Transition(Observe(), -distance - SumOfSquares(action), terminated: false);
    }

    /// <inheritdoc/>
    protected override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random)
    {
        AddUniform(positions[..2], 0.1, ref random);
        do
        {
            positions[2] = random.NextUniform(-0.2, 0.2);
            positions[3] = random.NextUniform(-0.2, 0.2);
        }
        while (SumOfSquares(positions[2..]) >= 0.2 * 0.2);
        AddUniform(velocities[..2], 0.005, ref random);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<double> observation)
    {
        ReadOnlySpan<double> positions = Positions;
        for (int joint = 0; joint < 2; joint++)
            (observation[2 + joint], observation[joint]) = Real.SinCos(positions[joint]);
        positions[2..].CopyTo(observation[4..]);
        Velocities[..2].CopyTo(observation[6..]);
        ReadOnlySpan<double> fingertip = BodyPosition(_fingertip), target = BodyPosition(_target);
        for (int i = 0; i < 3; i++)
            observation[8 + i] = fingertip[i] - target[i];
    }
}
