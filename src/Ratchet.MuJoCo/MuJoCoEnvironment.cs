using System.Globalization;
using Ratchet.Environments;
using Ratchet.Environments.Drawing;
using Ratchet.MuJoCo.Drawing;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo;

/// <summary>
/// A task on a MuJoCo model: derive from this to train on a model of your own. It has the mechanics that the Gym tasks share (version
/// 4): one step copies the action into the controls as it is, advances the simulation <c>frameSkip</c> times and then computes the
/// contact forces; a reset disturbs the model's initial state. A task adds the noise, the observation, the reward and the end.
/// </summary>
/// <remarks>
/// The integrator leaves positions and velocities at the new time, while all that is derived from them (body frames, forces, sensors)
/// stays as the last evaluation of the dynamics saw it: before the last integration step, or in the fourth stage of Runge–Kutta. The
/// Gym tasks read it so, and so does this; after a reset everything is up to date. What the properties below show is part of a
/// snapshot. A task with memory of its own beside them overrides <see cref="SnapshotSize"/>, <see cref="SaveSnapshot"/> and
/// <see cref="LoadSnapshot"/> too; what is drawn anew for every episode, such as a goal, is better made a joint of the model.
/// </remarks>
/// <example>
/// A crane that holds its hook above the origin:
/// <code>
/// sealed class Crane() : MuJoCoEnvironment(s_model, frameSkip: 5, observationSize: 7)
/// {
///     static readonly MuJoCoModel s_model = MuJoCoModel.LoadFile("crane.xml");
///     static readonly int s_hook = s_model.SiteIndex("hook");
///
///     public override Transition Step(ReadOnlySpan&lt;double&gt; action, ref RandomStream random)
///     {
///         Simulate(action);
///         return new Transition(Observe(), -Math.Abs(SitePosition(s_hook)[0]), terminated: false);
///     }
///
///     protected override void DisturbStart(Span&lt;double&gt; positions, Span&lt;double&gt; velocities, ref RandomStream random) =>
///         AddUniform(positions, 0.5, ref random);
///
///     protected override void Observe(Span&lt;double&gt; observation)
///     {
///         Positions.CopyTo(observation);                // 2
///         Velocities.CopyTo(observation[2..]);          // 2
///         SitePosition(s_hook).CopyTo(observation[4..]); // 3
///     }
/// }
/// </code>
/// </example>
public abstract class MuJoCoEnvironment : IEnvironment, IDrawable, IDisposable
{
    private readonly double[] _observation;

    /// <summary>Makes a simulation of its own on a shared model.</summary>
    /// <param name="model">The compiled model: load it once, in a static field of the task.</param>
    /// <param name="frameSkip">Integration steps in one environment step.</param>
    /// <param name="observationSize">Numbers in an observation.</param>
    protected MuJoCoEnvironment(MuJoCoModel model, int frameSkip, int observationSize)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameSkip);
        Model = model;
        FrameSkip = frameSkip;
        _observation = new double[observationSize];
        ObservationSpace = new BoxSpace(observationSize);
        ActionSpace = model.ControlRange();
        StepSeconds = model.Timestep * frameSkip;
        Simulation = new Simulation(model);
    }

    /// <inheritdoc/>
    public Space ObservationSpace { get; }

    /// <inheritdoc/>
    /// <remarks>The actuators' control ranges. Controls beyond them are clamped by the library; control costs see them unclamped.</remarks>
    public Space ActionSpace { get; }

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields => Model.StateFields;

    /// <inheritdoc/>
    /// <remarks>Time, qpos, qvel, act, ctrl, the solver's warm start, and the derived quantities that a task can read.</remarks>
    public virtual int SnapshotSize => Simulation.SnapshotSize;

    /// <summary>The compiled model.</summary>
    public MuJoCoModel Model { get; }

    /// <summary>The simulation that is the environment's own.</summary>
    internal Simulation Simulation { get; }

    /// <summary>Integration steps in one environment step.</summary>
    internal int FrameSkip { get; }

    /// <summary>dt: seconds that one environment step takes.</summary>
    protected double StepSeconds { get; }

    /// <summary>From where <see cref="Draw"/> looks at the model.</summary>
    protected virtual Camera Camera => Camera.Oblique;

    /// <summary>qpos: generalised coordinates, in the order of the model's joints.</summary>
    protected ReadOnlySpan<double> Positions => Simulation.Positions;

    /// <summary>qvel: generalised velocities.</summary>
    protected ReadOnlySpan<double> Velocities => Simulation.Velocities;

    /// <summary>sensordata: the sensors' values; <see cref="MuJoCoModel.SensorRange"/> says where one lies.</summary>
    protected ReadOnlySpan<double> Sensors => Array(Layout.Data.sensordata, Model.SensorSize);

    /// <summary>xpos: where the bodies' frames are in the world, 3 numbers for each, the world's own first.</summary>
    protected ReadOnlySpan<double> BodyPositions => Array(Layout.Data.xpos, 3 * Model.BodyCount);

    /// <summary>xquat: the orientation of the bodies' frames, a quaternion (w, x, y, z) for each.</summary>
    protected ReadOnlySpan<double> BodyOrientations => Array(Layout.Data.xquat, 4 * Model.BodyCount);

    /// <summary>xipos: where the bodies' centres of mass are in the world, 3 numbers for each.</summary>
    protected ReadOnlySpan<double> BodyCentres => Array(Layout.Data.xipos, 3 * Model.BodyCount);

    /// <summary>cinert: the bodies' inertia about their tree's centre of mass (6), their mass times the way there (3), their mass (1).</summary>
    protected ReadOnlySpan<double> BodyInertias => Array(Layout.Data.cinert, 10 * Model.BodyCount);

    /// <summary>cvel: the bodies' velocities about their tree's centre of mass, 3 rotational and 3 linear for each.</summary>
    protected ReadOnlySpan<double> BodyVelocities => Array(Layout.Data.cvel, 6 * Model.BodyCount);

    /// <summary>site_xpos: where the sites are in the world, 3 numbers for each.</summary>
    protected ReadOnlySpan<double> SitePositions => Array(Layout.Data.site_xpos, 3 * Model.SiteCount);

    /// <summary>qfrc_actuator: what the actuators exert on each degree of freedom.</summary>
    protected ReadOnlySpan<double> ActuatorForces => Array(Layout.Data.qfrc_actuator, Model.VelocityCount);

    /// <summary>qfrc_constraint: what contacts and limits exert on each degree of freedom.</summary>
    protected ReadOnlySpan<double> ConstraintForces => Array(Layout.Data.qfrc_constraint, Model.VelocityCount);

    /// <summary>cfrc_ext: the external torque (3) and force (3) on each body about its tree's centre of mass; zero until the first step.</summary>
    protected ReadOnlySpan<double> ContactForces => Array(Layout.Data.cfrc_ext, 6 * Model.BodyCount);

    /// <inheritdoc/>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        Simulation.Reset();
        DisturbStart(Simulation.Positions, Simulation.Velocities, ref random);
        Simulation.Forward();
        return Observe();
    }

    /// <inheritdoc/>
    public abstract Transition Step(ReadOnlySpan<double> action, ref RandomStream random);

    /// <inheritdoc/>
    public void GetState(Span<double> state)
    {
        RequireLength(state.Length, Positions.Length + Velocities.Length, "state");
        Positions.CopyTo(state);
        Velocities.CopyTo(state[Positions.Length..]);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    /// <remarks>Everything else (time, controls, warm start) takes the model's defaults.</remarks>
    public void SetState(ReadOnlySpan<double> state)
    {
        int positions = Model.PositionCount;
        RequireLength(state.Length, positions + Model.VelocityCount, "state");
        RequireFinite(state, "state");
        Simulation.Reset();
        state[..positions].CopyTo(Simulation.Positions);
        state[positions..].CopyTo(Simulation.Velocities);
        Simulation.Forward();
    }

    /// <inheritdoc/>
    public virtual void SaveSnapshot(Span<double> snapshot)
    {
        RequireLength(snapshot.Length, Simulation.SnapshotSize, "snapshot");
        Simulation.Save(snapshot);
    }

    /// <inheritdoc/>
    public virtual void LoadSnapshot(ReadOnlySpan<double> snapshot)
    {
        RequireLength(snapshot.Length, Simulation.SnapshotSize, "snapshot");
        Simulation.Load(snapshot);
    }

    /// <summary>
    /// The model's geoms, but for height fields, where the last evaluation of the dynamics had them: one integration step before the state, as all that is derived from it. A
    /// mesh is the box around it.
    /// </summary>
    public void Draw(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ModelPicture.Of(Model, Camera).Draw(scene, Simulation);
        scene.SecondsPerFrame = StepSeconds;
    }

    /// <summary>Frees the simulation; the environment cannot be used afterwards.</summary>
    public void Dispose()
    {
        Simulation.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Changes the model's initial positions and velocities as the task's starts have it, the positions' noise drawn first.</summary>
    protected abstract void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random);

    /// <summary>Writes the observation of the state after a step or a reset.</summary>
    protected abstract void Observe(Span<double> observation);

    /// <summary>The observation, in the environment's own buffer.</summary>
    protected ReadOnlySpan<double> Observe()
    {
        Observe(_observation);
        GC.KeepAlive(this);
        return _observation;
    }

    /// <summary>Advances the simulation by one environment step.</summary>
    /// <exception cref="EnvironmentException">The action is not finite, or the simulation diverged.</exception>
    protected void Simulate(ReadOnlySpan<double> action)
    {
        RequireLength(action.Length, Model.ControlCount, "action");
        RequireFinite(action, "action");
        action.CopyTo(Simulation.Controls);
        Simulation.Advance(FrameSkip);
    }

    /// <summary>xpos of one body: its frame's place in the world, lagged; <see cref="MuJoCoModel.BodyIndex"/> gives its number.</summary>
    protected ReadOnlySpan<double> BodyPosition(int body) => BodyPositions.Slice(3 * body, 3);

    /// <summary>site_xpos of one site: its place in the world, lagged; <see cref="MuJoCoModel.SiteIndex"/> gives its number.</summary>
    protected ReadOnlySpan<double> SitePosition(int site) => SitePositions.Slice(3 * site, 3);

    /// <summary>Adds noise from U(−bound, bound) to each entry.</summary>
    protected static void AddUniform(Span<double> values, double bound, ref RandomStream random)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] += random.NextUniform(-bound, bound);
    }

    /// <summary>Adds normal noise with mean 0 and the given standard deviation to each entry.</summary>
    protected static void AddGaussian(Span<double> values, double deviation, ref RandomStream random)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] += deviation * random.NextGaussian();
    }

    /// <summary>Copies values, each clipped to [−bound, bound].</summary>
    protected static void CopyClipped(ReadOnlySpan<double> values, double bound, Span<double> destination)
    {
        for (int i = 0; i < values.Length; i++)
            destination[i] = values[i] > bound ? bound : values[i] < -bound ? -bound : values[i];
    }

    /// <summary>Σ a².</summary>
    protected static double SumOfSquares(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value * value;
        return sum;
    }

    /// <summary>|a − b|.</summary>
    protected static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(sum);
    }

    /// <summary>The array of doubles in mjData that the field at <paramref name="offset"/> points to.</summary>
    internal Span<double> Array(int offset, int length) => Simulation.Array(offset, length);

    private static void RequireFinite(ReadOnlySpan<double> values, string what)
    {
        for (int i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                throw new EnvironmentException(string.Create(
                    CultureInfo.InvariantCulture, $"was given {values[i]} in entry {i} of the {what}; expected {values.Length} finite numbers"));
    }

    private void RequireLength(int found, int expected, string what)
    {
        if (found != expected)
            throw new ArgumentException($"The {what} of {Model.Name} has {expected} numbers; found {found}.");
    }
}
