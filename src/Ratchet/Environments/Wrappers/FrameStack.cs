using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// The last k observations as one, the oldest first: velocities, and whatever else one observation hides, can then be told from their
/// differences. At a reset the first observation stands k times.
/// </summary>
/// <remarks>Mnih et al. 2015, "Human-level control through deep reinforcement learning": k = 4.</remarks>
public sealed class FrameStack : EnvironmentWrapper
{
    internal const int MostFrames = 100;

    private readonly double[] _frames;
    private readonly int _size;

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

    /// <inheritdoc/>
    protected override int OwnSnapshotSize => _frames.Length;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        ReadOnlySpan<double> observation = Inner.Reset(ref random);
        RequireSize(observation);
        for (int start = 0; start < _frames.Length; start += _size)
            observation.CopyTo(_frames.AsSpan(start));
        return _frames;
    }

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Transition transition = Inner.Step(action, ref random);
        RequireSize(transition.Observation);
        _frames.AsSpan(_size).CopyTo(_frames);
        transition.Observation.CopyTo(_frames.AsSpan(_frames.Length - _size));
        return new Transition(_frames, transition.Reward, transition.Terminated, transition.Truncated);
    }

    /// <inheritdoc/>
    protected override void SaveOwn(Span<double> snapshot) => _frames.CopyTo(snapshot);

    /// <inheritdoc/>
    protected override void LoadOwn(ReadOnlySpan<double> snapshot) => snapshot.CopyTo(_frames);

    private static double[] Repeat(IReadOnlyList<double> bounds, int frames) => [.. Enumerable.Repeat(bounds, frames).SelectMany(frame => frame)];

    // A longer observation would run into its neighbour's place, unnoticed by the check of the stack's size.
    private void RequireSize(ReadOnlySpan<double> observation)
    {
        if (observation.Length != _size)
            throw SimulatorBorder.WrongSize(observation.Length, _size);
    }
}
