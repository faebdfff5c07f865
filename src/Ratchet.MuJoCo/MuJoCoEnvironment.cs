using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.MuJoCo;

/// <summary>
/// A task on a MuJoCo model with the mechanics that the Gym tasks share (version 4): one step copies the action into the controls as
/// it is, advances the simulation <c>frameSkip</c> times and then computes the contact forces; a reset disturbs the model's initial
/// state. A task adds the noise, the observation, the reward and the end.
/// </summary>
/// <remarks>
/// The integrator leaves positions and velocities at the new time, while all that is derived from them (body frames, forces) stays as
/// the last evaluation of the dynamics saw it: before the last integration step, or in the fourth stage of Runge–Kutta. The Gym tasks
/// read it so, and so does this.
/// </remarks>
public abstract unsafe class MuJoCoEnvironment : IEnvironment, IDisposable
{
    private readonly int _frameSkip;
    private readonly double[] _observation;
    private byte* _data;

    /// <summary>Makes a simulation of its own on a shared model.</summary>
    /// <param name="model">The compiled model.</param>
    /// <param name="frameSkip">Integration steps in one environment step.</param>
    /// <param name="observationSize">Numbers in an observation.</param>
    protected MuJoCoEnvironment(MuJoCoModel model, int frameSkip, int observationSize)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameSkip);
        Model = model;
        _frameSkip = frameSkip;
        _observation = new double[observationSize];
        ObservationSpace = new BoxSpace(observationSize);
        ActionSpace = ControlRange(model);
        StepSeconds = model.Timestep * frameSkip;
        Diagnostics.Enter(model.Name, step: 0);
        _data = Native.mj_makeData(model.Pointer);
        if (_data == null)
            throw new EnvironmentException("could not be made: MuJoCo has no memory for another simulation");
        Native.mj_forward(model.Pointer, _data);
    }

    /// <summary>Frees the simulation.</summary>
    ~MuJoCoEnvironment() => Free();

    /// <inheritdoc/>
    public Space ObservationSpace { get; }

    /// <inheritdoc/>
    /// <remarks>The actuators' control ranges. Controls beyond them are clamped by the library; control costs see them unclamped.</remarks>
    public Space ActionSpace { get; }

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields => Model.StateFields;

    /// <inheritdoc/>
    /// <remarks>Time, qpos, qvel, act, ctrl, the solver's warm start, and what the task reads of the last evaluation.</remarks>
    public int SnapshotSize =>
        1 + Positions.Length + Velocities.Length + Activations.Length + Controls.Length + WarmStart.Length + Lagged.Length;

    /// <summary>dt: seconds that one environment step takes.</summary>
    protected double StepSeconds { get; }

    /// <summary>qpos: generalised coordinates, in the order of the model's joints.</summary>
    protected ReadOnlySpan<double> Positions => Array(Layout.Data.qpos, Model.PositionCount);

    /// <summary>qvel: generalised velocities.</summary>
    protected ReadOnlySpan<double> Velocities => Array(Layout.Data.qvel, Model.VelocityCount);

    /// <summary>
    /// The derived quantities that the task reads from the last evaluation <em>before</em> it simulates: part of a snapshot, since
    /// positions and velocities do not determine them. Most tasks read none.
    /// </summary>
    private protected virtual Span<double> Lagged => default;

    private Span<double> Activations => Array(Layout.Data.act, Model.ActivationCount);

    private Span<double> Controls => Array(Layout.Data.ctrl, Model.ControlCount);

    private Span<double> WarmStart => Array(Layout.Data.qacc_warmstart, Model.VelocityCount);

    private ref double Time => ref *(double*)(Data + Layout.Data.time);

    /// <summary>The compiled model.</summary>
    internal MuJoCoModel Model { get; }

    private byte* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data == null, this);
            return _data;
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        Native.mj_resetData(Model.Pointer, Data);
        DisturbStart(Array(Layout.Data.qpos, Model.PositionCount), Array(Layout.Data.qvel, Model.VelocityCount), ref random);
        Forward();
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
        int positions = Model.PositionCount, velocities = Model.VelocityCount;
        RequireLength(state.Length, positions + velocities, "state");
        RequireFinite(state, "was given a state that is not finite");
        Native.mj_resetData(Model.Pointer, Data);
        state[..positions].CopyTo(Array(Layout.Data.qpos, positions));
        state[positions..].CopyTo(Array(Layout.Data.qvel, velocities));
        Forward();
    }

    /// <inheritdoc/>
    public void SaveSnapshot(Span<double> snapshot)
    {
        RequireLength(snapshot.Length, SnapshotSize, "snapshot");
        snapshot[0] = Time;
        Span<double> rest = snapshot[1..];
        Append(ref rest, Positions);
        Append(ref rest, Velocities);
        Append(ref rest, Activations);
        Append(ref rest, Controls);
        Append(ref rest, WarmStart);
        Append(ref rest, Lagged);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void LoadSnapshot(ReadOnlySpan<double> snapshot)
    {
        RequireLength(snapshot.Length, SnapshotSize, "snapshot");
        Native.mj_resetData(Model.Pointer, Data);
        Time = snapshot[0];
        ReadOnlySpan<double> rest = snapshot[1..];
        Take(ref rest, Array(Layout.Data.qpos, Model.PositionCount));
        Take(ref rest, Array(Layout.Data.qvel, Model.VelocityCount));
        Take(ref rest, Activations);
        Take(ref rest, Controls);
        Forward();
        // The evaluation overwrites these two with values of its own.
        Take(ref rest, WarmStart);
        Take(ref rest, Lagged);
        GC.KeepAlive(this);
    }

    /// <summary>Frees the simulation; the environment cannot be used afterwards.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds the start's noise to the model's initial positions and velocities, the positions' drawn first.</summary>
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
        Span<double> controls = Controls;
        RequireLength(action.Length, controls.Length, "action");
        RequireFinite(action, "was given an action that is not finite");
        action.CopyTo(controls);
        Diagnostics.Enter(Model.Name, step: (long)Math.Round(Time / StepSeconds) + 1);
        for (int i = 0; i < _frameSkip; i++)
            Native.mj_step(Model.Pointer, _data);
        Native.mj_rnePostConstraint(Model.Pointer, _data);
        RequireSoundState();
        GC.KeepAlive(this);
    }

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

    private void Forward()
    {
        Diagnostics.Enter(Model.Name, step: 0);
        Native.mj_forward(Model.Pointer, Data);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// The library resets a diverged simulation silently and goes on. Its warning counters tell, but only when the next integration step
    /// begins, so the numbers themselves are looked at too.
    /// </summary>
    private void RequireSoundState()
    {
        if (Warnings(Layout.mjWARN_BADQPOS) + Warnings(Layout.mjWARN_BADQVEL) + Warnings(Layout.mjWARN_BADQACC) > 0)
            throw new EnvironmentException("returned NaN: the simulation diverged");
        RequireFinite(Positions, "returned NaN in qpos: the simulation diverged");
        RequireFinite(Velocities, "returned NaN in qvel: the simulation diverged");
    }

    private static void RequireFinite(ReadOnlySpan<double> values, string problem)
    {
        foreach (double value in values)
            if (!double.IsFinite(value))
                throw new EnvironmentException(problem);
    }

    private int Warnings(int kind) => *(int*)(_data + Layout.Data.warning + (kind * Layout.WarningStat.Size) + Layout.WarningStat.number);

    private void RequireLength(int found, int expected, string what)
    {
        if (found != expected)
            throw new ArgumentException($"The {what} of {Model.Name} has {expected} numbers; found {found}.");
    }

    /// <summary>The array of doubles in mjData that the field at <paramref name="offset"/> points to.</summary>
    internal Span<double> Array(int offset, int length) => new(*(double**)(Data + offset), length);

    private static void Append(ref Span<double> rest, ReadOnlySpan<double> values)
    {
        values.CopyTo(rest);
        rest = rest[values.Length..];
    }

    private static void Take(ref ReadOnlySpan<double> rest, Span<double> values)
    {
        rest[..values.Length].CopyTo(values);
        rest = rest[values.Length..];
    }

    private static BoxSpace ControlRange(MuJoCoModel model)
    {
        ReadOnlySpan<double> range = model.Doubles(Layout.Model.actuator_ctrlrange, 2 * model.ControlCount);
        double[] low = new double[model.ControlCount], high = new double[model.ControlCount];
        for (int i = 0; i < low.Length; i++)
            (low[i], high[i]) = (range[2 * i], range[(2 * i) + 1]);
        return new BoxSpace(low, high);
    }

    private void Free()
    {
        if (_data != null)
            Native.mj_deleteData(_data);
        _data = null;
    }
}
