using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.ClassicControl;

/// <summary>One simulator of a classic-control task.</summary>
public abstract class ClassicControlTask : IEnvironment, IDrawable
{
    private readonly IEnvironment _simulator;

    private protected ClassicControlTask(IEnvironment simulator) => _simulator = simulator;

    /// <inheritdoc/>
    public Space ObservationSpace => _simulator.ObservationSpace;

    /// <inheritdoc/>
    public Space ActionSpace => _simulator.ActionSpace;

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields => _simulator.StateFields;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Reset(ref RandomStream random) => _simulator.Reset(ref random);

    /// <inheritdoc/>
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => _simulator.Step(action, ref random);

    /// <inheritdoc/>
    public void GetState(Span<double> state) => _simulator.GetState(state);

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<double> state) => _simulator.SetState(state);

    /// <inheritdoc/>
    public abstract void Draw(Scene scene);
}
