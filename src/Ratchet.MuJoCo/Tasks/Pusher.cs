using Ratchet.Environments;
using Ratchet.MuJoCo.Drawing;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// Pusher-v4. Observation (23): qpos[0..6] and qvel[0..6] of the arm, and where its tip, the object and the goal are (3 each, lagged).
/// Reward: −|object − goal| − 0.1 Σa² − 0.5 |object − tip|, the distances as they are read before the step. Never terminates. Start:
/// the arm's qvel + U(±0.005); the object's offset, along y first, from U(−0.3, 0) × U(−0.2, 0.2), farther than 0.17 from the goal.
/// </summary>
public sealed class Pusher() : MuJoCoEnvironment(s_model.Value, frameSkip: 5, observationSize: 23)
{
    private const int ArmJoints = 7;

    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("pusher"));

    private readonly int _tip = s_model.Value.BodyIndex("tips_arm");
    private readonly int _object = s_model.Value.BodyIndex("object");
    private readonly int _goal = s_model.Value.BodyIndex("goal");

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("pusher", "An arm of seven joints: push a cylinder to its goal", 100, 0, () => new Pusher()) { StepMicroseconds = 45, Megabytes = 1 };

    /// <inheritdoc/>
    protected override Camera Camera => Camera.Above;

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double toGoal = Distance(BodyPosition(_object), BodyPosition(_goal));
        double toTip = Distance(BodyPosition(_object), BodyPosition(_tip));
        Simulate(action);
        return new Transition(Observe(), -toGoal - (0.1 * SumOfSquares(action)) - (0.5 * toTip), terminated: false);
    }

    /// <inheritdoc/>
    protected override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random)
    {
        Span<double> offset = positions.Slice(ArmJoints, 2);
        do
        {
            offset[0] = random.NextUniform(-0.3, 0);
            offset[1] = random.NextUniform(-0.2, 0.2);
        }
        while (SumOfSquares(offset) <= 0.17 * 0.17);
        AddUniform(velocities[..ArmJoints], 0.005, ref random);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<double> observation)
    {
        Positions[..ArmJoints].CopyTo(observation);
        Velocities[..ArmJoints].CopyTo(observation[ArmJoints..]);
        BodyPosition(_tip).CopyTo(observation[14..]);
        BodyPosition(_object).CopyTo(observation[17..]);
        BodyPosition(_goal).CopyTo(observation[20..]);
    }
}
