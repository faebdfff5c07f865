using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Dashboard.Tests.Motion;

/// <summary>A cart that stands still and never falls; what is done at each step and at the end is the test's.</summary>
internal sealed class PatientCart(Action? onStep = null, Action? onDispose = null) : IEnvironment, IDrawable, IDisposable
{
    private readonly CartPole _cart = new();
    private readonly double[] _observation = new double[4];

    public Space ObservationSpace => _cart.ObservationSpace;

    public Space ActionSpace => _cart.ActionSpace;

    public ReadOnlySpan<double> Reset(ref RandomStream random) => _observation;

    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        onStep?.Invoke();
        return new Transition(_observation, 1, terminated: false);
    }

    public void Draw(Scene scene) => _cart.Draw(scene);

    public void Dispose() => onDispose?.Invoke();
}

/// <summary>A cart without a picture.</summary>
internal sealed class UndrawnCart : IEnvironment
{
    private readonly double[] _observation = new double[4];

    public Space ObservationSpace => CartPole.Definition.Create().ObservationSpace;

    public Space ActionSpace => new DiscreteSpace(2);

    public ReadOnlySpan<double> Reset(ref RandomStream random) => _observation;

    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random) => new(_observation, 1, terminated: false);
}
