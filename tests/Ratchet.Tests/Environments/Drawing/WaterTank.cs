using Ratchet.Environments;
using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.Drawing;

// The example of docs/drawing.md, which is written from here.
internal sealed class WaterTank : IEnvironment, IDrawable
{
    private readonly double[] _levels = new double[2]; // water, target (m)

    public Space ObservationSpace { get; } = new BoxSpace(2);
    public Space ActionSpace { get; } = new BoxSpace(1, low: 0, high: 1); // the valve

    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        (_levels[0], _levels[1]) = (random.NextUniform(0.2, 0.8), random.NextUniform(0.2, 0.8));
        return _levels;
    }

    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        _levels[0] += (0.05 * action[0]) - (0.03 * Math.Sqrt(_levels[0]));
        return new Transition(_levels, reward: -Math.Abs(_levels[0] - _levels[1]), terminated: false);
    }

    public void Draw(Scene scene)
    {
        scene.View(left: -0.8, bottom: -0.1, right: 0.8, top: 1.1);
        scene.SecondsPerFrame = 0.1;
        scene.Rectangle(-0.4, 0, 0.8, _levels[0], Paint.Blue);
        scene.Line(-0.42, 1, -0.42, 0, 0.03, Paint.Grey);
        scene.Line(-0.42, 0, 0.42, 0, 0.03, Paint.Grey);
        scene.Line(0.42, 0, 0.42, 1, 0.03, Paint.Grey);
        scene.Line(-0.5, _levels[1], 0.5, _levels[1], 0.01, Paint.Orange);
        scene.Text(0.62, _levels[1] - 0.02, 0.06, "target");
    }
}
