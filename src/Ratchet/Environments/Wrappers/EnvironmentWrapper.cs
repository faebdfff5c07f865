using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// A simulator around another one. By itself it changes nothing: override what is to change. Wrappers are composed by hand,
/// <c>new FrameStack(new MyEnvironment(), 4)</c>, or for every simulator of a task by <see cref="EnvironmentDefinition.Wrap"/>.
/// </summary>
/// <remarks>
/// The physical state is the inner one's. A snapshot is the inner one's with <see cref="OwnSnapshotSize"/> numbers behind it; where the inner
/// simulator makes none, the wrapper makes none either.
/// </remarks>
public abstract class EnvironmentWrapper : IEnvironment, IDisposable
{
    private readonly int _innerSnapshotSize;

    /// <summary>A wrapper around <paramref name="inner"/>, which it disposes with itself.</summary>
    protected EnvironmentWrapper(IEnvironment inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
        _innerSnapshotSize = inner.SnapshotSize;
    }

    /// <summary>What is wrapped.</summary>
    public IEnvironment Inner { get; }

    /// <inheritdoc/>
    public virtual Space ObservationSpace => Inner.ObservationSpace;

    /// <inheritdoc/>
    public virtual Space ActionSpace => Inner.ActionSpace;

    /// <inheritdoc/>
    public virtual bool HasActionMask => Inner.HasActionMask;

    /// <inheritdoc/>
    public virtual ReadOnlySpan<bool> ActionMask => Inner.ActionMask;

    /// <inheritdoc/>
    public int TaskCount => Inner.TaskCount;

    /// <inheritdoc/>
    public int Task => Inner.Task;

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields => Inner.StateFields;

    /// <inheritdoc/>
    public int SnapshotSize => _innerSnapshotSize == 0 ? 0 : _innerSnapshotSize + OwnSnapshotSize;

    /// <summary>How many steps of the inner simulator one step takes at most: so much slower is the pace of its pictures.</summary>
    public virtual int InnerSteps => 1;

    /// <summary>How many doubles <see cref="SaveOwn"/> writes: what the wrapper itself remembers from one step to the next.</summary>
    protected virtual int OwnSnapshotSize => 0;

    /// <inheritdoc/>
    public virtual ReadOnlySpan<double> Reset(ref RandomStream random) => Inner.Reset(ref random);

    /// <inheritdoc/>
    public virtual Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => Inner.Step(action, ref random);

    /// <inheritdoc/>
    public void GetState(Span<double> state) => Inner.GetState(state);

    /// <inheritdoc/>
    /// <remarks>The new state has no past: a wrapper that remembers earlier steps of the episode forgets them here, as at a reset.</remarks>
    public virtual void SetState(ReadOnlySpan<double> state) => Inner.SetState(state);

    /// <inheritdoc/>
    public void SaveSnapshot(Span<double> snapshot)
    {
        Inner.SaveSnapshot(snapshot[.._innerSnapshotSize]);
        SaveOwn(snapshot[_innerSnapshotSize..]);
    }

    /// <inheritdoc/>
    public void LoadSnapshot(ReadOnlySpan<double> snapshot)
    {
        Inner.LoadSnapshot(snapshot[.._innerSnapshotSize]);
        LoadOwn(snapshot[_innerSnapshotSize..]);
    }

    /// <summary>Disposes the inner simulator, if it is disposable.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes what the wrapper itself remembers, as finite numbers.</summary>
    protected virtual void SaveOwn(Span<double> snapshot)
    {
    }

    /// <summary>Restores what <see cref="SaveOwn"/> wrote.</summary>
    protected virtual void LoadOwn(ReadOnlySpan<double> snapshot)
    {
    }

    /// <summary>Disposes the inner simulator, if it is disposable.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            (Inner as IDisposable)?.Dispose();
    }

    /// <summary>Whether the inner simulator takes this action now, as its mask says.</summary>
    protected bool IsValid(ReadOnlySpan<double> action) =>
        !Inner.HasActionMask || ((uint)action[0] < (uint)Inner.ActionMask.Length && Inner.ActionMask[(int)action[0]]);

    /// <summary>The simulator inside all wrappers.</summary>
    internal static IEnvironment Innermost(IEnvironment environment)
    {
        while (environment is EnvironmentWrapper wrapper)
            environment = wrapper.Inner;
        return environment;
    }
}
