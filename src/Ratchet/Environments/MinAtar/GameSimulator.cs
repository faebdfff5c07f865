using Ratchet.Environments.Drawing;
using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>One simulator of a game.</summary>
internal sealed class GameSimulator<TGame>(Controls controls) : IEnvironment, IDrawable
    where TGame : struct, IGame
{
    private readonly double[] _observation = new double[Cabinet<TGame>.PictureSize];
    private Cabinet<TGame> _cabinet;

    /// <summary>Zeros and ones, [row y][column x][channel].</summary>
    public static BoxSpace Observations { get; } = new(Cabinet<TGame>.PictureSize, 0, 1);

    /// <inheritdoc/>
    public Space ObservationSpace => Observations;

    /// <inheritdoc/>
    public Space ActionSpace => controls.Actions;

    /// <inheritdoc/>
    public IReadOnlyList<StateField> StateFields => Cabinet<TGame>.Fields;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _cabinet.Reset(ref random);
        return Observe();
    }

    /// <inheritdoc/>
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Outcome outcome = _cabinet.Step(controls.Actions.ToIndex(action), controls, ref random);
        return new Transition(Observe(), outcome.Reward, outcome.IsOver);
    }

    /// <inheritdoc/>
    public void GetState(Span<double> state) => _cabinet.Save(state);

    /// <inheritdoc/>
    public void SetState(ReadOnlySpan<double> state) => _cabinet.Load(state);

    /// <summary>The board in the colours of <see cref="IGame.Marks"/>; ten steps a second, since the games have no time of their own.</summary>
    public void Draw(Scene scene)
    {
        double[] picture = new double[Cabinet<TGame>.PictureSize];
        _cabinet.Draw(picture, 1.0);
        var cells = new Paint[Grid.Cells];
        foreach (Mark mark in TGame.Marks)
            for (int cell = 0; cell < cells.Length; cell++)
                if (picture[(cell * TGame.Channels) + mark.Channel] != 0)
                    cells[cell] = mark.Paint;
        scene.View(-0.2, -0.2, Grid.Size + 0.2, Grid.Size + 0.2);
        scene.SecondsPerFrame = 0.1;
        scene.Rectangle(0, 0, Grid.Size, Grid.Size, Paint.Faint);
        scene.Cells(0, 0, 1, Grid.Size, cells);
        foreach (Mark mark in TGame.Marks)
            scene.Legend(mark.Paint, mark.Name);
    }

    private double[] Observe()
    {
        _cabinet.Draw(_observation, 1.0);
        return _observation;
    }
}
