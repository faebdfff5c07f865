using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// Humanoid-v4. Observation and start: <see cref="HumanoidBody"/>. Reward: 1.25 Δx/dt + 5 − 0.1 Σa², with x the centre of mass, lagged,
/// and dt = 0.015 s; the 5 is paid on the last step too. Terminates when not healthy: 1 &lt; qpos[2] &lt; 2.
/// </summary>
public sealed class Humanoid() : HumanoidBody(s_model.Value)
{
    private static readonly Lazy<MuJoCoModel> s_model = new(static () => MuJoCoModel.LoadEmbedded("humanoid"));

    /// <summary>The task as Gym registers it.</summary>
    public static EnvironmentDefinition Definition { get; } =
        new("humanoid", "A biped of thirteen links: walk without falling", 1000, null, () => new Humanoid()) { StepMicroseconds = 600, Megabytes = 2 };

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double before = CentreOfMass();
        Simulate(action);
        double speed = (CentreOfMass() - before) / StepSeconds;
        bool terminated = !IsHealthy(Positions);
        return new Transition(Observe(), (1.25 * speed) + 5 - (0.1 * SumOfSquares(action)), terminated);
    }

    /// <summary>Whether the humanoid stands: the condition above.</summary>
    internal static bool IsHealthy(ReadOnlySpan<double> positions) => positions[2] is > 1 and < 2;

    /// <summary>Σ m x / Σ m over the bodies' centres.</summary>
    private double CentreOfMass()
    {
        ReadOnlySpan<double> masses = Model.BodyMasses, centres = BodyCentres;
        double moment = 0, mass = 0;
        for (int body = 0; body < masses.Length; body++)
        {
            moment += masses[body] * centres[3 * body];
            mass += masses[body];
        }

        return moment / mass;
    }
}
