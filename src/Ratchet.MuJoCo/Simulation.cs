using Ratchet.Environments;

namespace Ratchet.MuJoCo;

/// <summary>
/// One simulation (mjData) of a model. A model is shared between threads; a simulation is used by one thread at a time.
/// </summary>
internal sealed unsafe class Simulation : IDisposable
{
    private readonly MuJoCoModel _model;
    private readonly (int Offset, int Length)[] _snapshot;
    private byte* _data;

    internal Simulation(MuJoCoModel model)
    {
        _model = model;
        _snapshot = SnapshotParts(model);
        Diagnostics.Enter(model.Name, step: 0);
        _data = Native.mj_makeData(model.Pointer);
        if (_data == null)
            throw new EnvironmentException("could not be made: MuJoCo has no memory for another simulation");
        Forward();
    }

    ~Simulation() => Free();

    internal ref double Time => ref *(double*)(Data + Layout.Data.time);

    internal Span<double> Positions => Array(Layout.Data.qpos, _model.PositionCount);

    internal Span<double> Velocities => Array(Layout.Data.qvel, _model.VelocityCount);

    internal Span<double> Controls => Array(Layout.Data.ctrl, _model.ControlCount);

    /// <summary>The time, then the arrays of <see cref="SnapshotParts"/>.</summary>
    internal int SnapshotSize
    {
        get
        {
            int size = 1;
            foreach ((_, int length) in _snapshot)
                size += length;
            return size;
        }
    }

    /// <summary>The mjData.</summary>
    internal byte* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data == null, typeof(MuJoCoEnvironment));
            return _data;
        }
    }

    /// <summary>The array of doubles in mjData that the field at <paramref name="offset"/> points to.</summary>
    internal Span<double> Array(int offset, int length) => new(*(double**)(Data + offset), length);

    /// <summary>Everything as the model has it at the start; nothing derived is computed yet.</summary>
    internal void Reset()
    {
        Native.mj_resetData(_model.Pointer, Data);
        GC.KeepAlive(this);
    }

    /// <summary>Computes what follows from positions, velocities and controls.</summary>
    internal void Forward()
    {
        Diagnostics.Enter(_model.Name, step: 0);
        Native.mj_forward(_model.Pointer, Data);
        GC.KeepAlive(this);
    }

    /// <summary>Integration steps, then the contact forces of the last evaluation, which the library leaves out.</summary>
    internal void Advance(int steps)
    {
        Diagnostics.Enter(_model.Name, step: (long)Math.Round(Time / (_model.Timestep * steps)) + 1);
        for (int i = 0; i < steps; i++)
            Native.mj_step(_model.Pointer, _data);
        Native.mj_rnePostConstraint(_model.Pointer, _data);
        RequireSoundState();
        GC.KeepAlive(this);
    }

    internal void Save(Span<double> snapshot)
    {
        snapshot[0] = Time;
        Span<double> rest = snapshot[1..];
        foreach ((int offset, int length) in _snapshot)
        {
            Array(offset, length).CopyTo(rest);
            rest = rest[length..];
        }
        GC.KeepAlive(this);
    }

    internal void Load(ReadOnlySpan<double> snapshot)
    {
        Reset();
        Time = snapshot[0];
        Take(snapshot[1..]);
        Forward();
        // The evaluation brings up to date what no snapshot holds, but overwrites what one does: all that is derived, the warm start,
        // and quaternions, whose second normalisation may change their last bit.
        Take(snapshot[1..]);
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// The state, the solver's warm start, and all derived quantities that a task can read: they lag behind the state, so that it does
    /// not determine them.
    /// </summary>
    private static (int Offset, int Length)[] SnapshotParts(MuJoCoModel model) =>
    [
        (Layout.Data.qpos, model.PositionCount),
        (Layout.Data.qvel, model.VelocityCount),
        (Layout.Data.act, model.ActivationCount),
        (Layout.Data.ctrl, model.ControlCount),
        (Layout.Data.qacc_warmstart, model.VelocityCount),
        (Layout.Data.sensordata, model.SensorSize),
        (Layout.Data.xpos, 3 * model.BodyCount),
        (Layout.Data.xquat, 4 * model.BodyCount),
        (Layout.Data.xipos, 3 * model.BodyCount),
        (Layout.Data.site_xpos, 3 * model.SiteCount),
        (Layout.Data.cinert, 10 * model.BodyCount),
        (Layout.Data.cvel, 6 * model.BodyCount),
        (Layout.Data.qfrc_actuator, model.VelocityCount),
        (Layout.Data.qfrc_constraint, model.VelocityCount),
        (Layout.Data.cfrc_ext, 6 * model.BodyCount),
    ];

    private void Take(ReadOnlySpan<double> values)
    {
        foreach ((int offset, int length) in _snapshot)
        {
            values[..length].CopyTo(Array(offset, length));
            values = values[length..];
        }
    }

    /// <summary>
    /// The library resets a diverged simulation silently and goes on, and leaves out contacts for which it has no room. Its warning
    /// counters tell, but of numbers only when the next integration step begins, so the numbers themselves are looked at too.
    /// </summary>
    private void RequireSoundState()
    {
        if (Warnings(Layout.mjWARN_BADQPOS) + Warnings(Layout.mjWARN_BADQVEL) + Warnings(Layout.mjWARN_BADQACC) > 0)
            throw new EnvironmentException("returned NaN: the simulation diverged");
        if (Warnings(Layout.mjWARN_CONTACTFULL) + Warnings(Layout.mjWARN_CNSTRFULL) > 0)
            throw new EnvironmentException(
                $"has more contacts than its model has room for (nconmax {_model.Int(Layout.Model.nconmax)}, njmax {_model.Int(Layout.Model.njmax)}); raise both in the model's <size>");
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

    private void Free()
    {
        if (_data != null)
            Native.mj_deleteData(_data);
        _data = null;
    }
}
