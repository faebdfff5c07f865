using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// The last k observations as one, the oldest first: velocities, and whatever else one observation hides, can then be told from their
/// differences. The first observation after a reset, or of a state that was set, stands k times.
/// </summary>
/// <remarks>Mnih et al. 2015, "Human-level control through deep reinforcement learning": k = 4.</remarks>
public sealed class FrameStack : EnvironmentWrapper
{
    internal const int MostFrames = 100;

    private readonly double[] _frames;
    private readonly int _size;
    private bool _isEmpty = true;

    /// <summary>A stack of <paramref name="frames"/> observations.</summary>
    /// <param name="inner">Its observations are a box.</param>
    /// <param name="frames">k, 1 … 100.</param>
    /// <exception cref="ArgumentException">k is out of its range, or the observations are no box.</exception>
    public FrameStack(IEnvironment inner, int frames)
        : base(inner)
    {
        if (frames is < 1 or > MostFrames)
            throw new ArgumentException($"A frame stack has 1 to {MostFrames} frames; found {frames}.");
        if (inner.ObservationSpace is not BoxSpace box)
            throw new ArgumentException("A frame stack needs observations from a box; those of the inner environment are discrete.");
        _size = box.Size;
        _frames = new double[frames * _size];
        ObservationSpace = new BoxSpace(Repeat(box.Low, frames), Repeat(box.High, frames));
    }

    /// <summary>The inner one's box, k times.</summary>
    public override Space ObservationSpace { get; }

    /// <summary>Whether the stack is empty, and the frames.</summary>
    protected override int OwnSnapshotSize => _frames.Length + 1;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _isEmpty = true;
        return Push(Inner.Reset(ref random));
    }

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Transition transition = Inner.Step(action, ref random);
        return new Transition(Push(transition.Observation), transition.Reward, transition.Terminated, transition.Truncated);
    }

    /// <inheritdoc/>
    public override void SetState(ReadOnlySpan<double> state)
    {
        base.SetState(state);
        _isEmpty = true;
    }

    /// <inheritdoc/>
    protected override void SaveOwn(Span<double> snapshot)
    {
        snapshot[0] = _isEmpty ? 1 : 0;
        _frames.CopyTo(snapshot[1..]);
    }

    /// <inheritdoc/>
    protected override void LoadOwn(ReadOnlySpan<double> snapshot)
    {
        _isEmpty = snapshot[0] != 0;
        snapshot[1..].CopyTo(_frames);
    }

    private static double[] Repeat(IReadOnlyList<double> bounds, int frames) => [.. Enumerable.Repeat(bounds, frames).SelectMany(frame => frame)];

    private ReadOnlySpan<double> Push(ReadOnlySpan<double> observation)
    {
        // A longer observation would run into its neighbour's place, unnoticed by the check of the stack's size.
        if (observation.Length != _size)
            throw SimulatorBorder.WrongSize(observation.Length, _size);
        _frames.AsSpan(_size).CopyTo(_frames);
        for (int start = _isEmpty ? 0 : _frames.Length - _size; start < _frames.Length; start += _size)
            observation.CopyTo(_frames.AsSpan(start));
        _isEmpty = false;
        return _frames;
    }
}
