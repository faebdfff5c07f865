using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>One simulator of a game.</summary>
internal sealed class GameSimulator<TGame>(Controls controls) : IEnvironment
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

    private double[] Observe()
    {
        _cabinet.Draw(_observation, 1.0);
        return _observation;
    }
}
