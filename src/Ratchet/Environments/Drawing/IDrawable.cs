namespace Ratchet.Environments.Drawing;

/// <summary>
/// A simulator that can show the state it is in. Whoever implements this beside <see cref="IEnvironment"/> has the policy in motion on the live page, without a
/// line of graphics code: a few shapes in the units of the simulator are all that is needed.
/// </summary>
/// <example>
/// A pendulum of length 1 that hangs down at angle 0:
/// <code>
/// public void Draw(Scene scene)
/// {
///     scene.View(-1.2, -1.2, 1.2, 1.2);
///     scene.SecondsPerFrame = 0.05;
///     (double sin, double cos) = Math.SinCos(_angle);
///     scene.Line(0, 0, sin, -cos, width: 0.15, Paint.Blue);
///     scene.Circle(0, 0, 0.05, Paint.Ink);
/// }
/// </code>
/// </example>
public interface IDrawable
{
    /// <summary>Puts the present state into an empty scene. It changes nothing: an episode is the same whether or not it is drawn.</summary>
    void Draw(Scene scene);
}
