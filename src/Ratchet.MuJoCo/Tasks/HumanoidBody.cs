using Ratchet.Numerics;

namespace Ratchet.MuJoCo.Tasks;

/// <summary>
/// What the two humanoid tasks share. Observation (376): qpos[2..23], qvel, then lagged and for all 14 bodies, the world's zeros
/// included, cinert (140), cvel (84), qfrc_actuator (23) and cfrc_ext (84). Start: qpos and qvel + U(±0.01).
/// </summary>
public abstract class HumanoidBody : MuJoCoEnvironment
{
    private protected HumanoidBody(MuJoCoModel model)
        : base(model, frameSkip: 5, observationSize: 376)
    {
    }

    /// <inheritdoc/>
    protected sealed override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random)
    {
        AddUniform(positions, 0.01, ref random);
        AddUniform(velocities, 0.01, ref random);
    }

    /// <inheritdoc/>
    protected sealed override void Observe(Span<double> observation)
    {
        Append(Positions[2..], ref observation);
        Append(Velocities, ref observation);
        Append(BodyInertias, ref observation);
        Append(BodyVelocities, ref observation);
        Append(ActuatorForces, ref observation);
        Append(ContactForces, ref observation);
    }

    private static void Append(ReadOnlySpan<double> values, ref Span<double> rest)
    {
        values.CopyTo(rest);
        rest = rest[values.Length..];
    }
}
