using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>Many simulators of a game side by side, which draw straight into the policy's floats.</summary>
internal sealed class GameBatch<TGame>(int count, Controls controls) : SimulatorBatch(GameSimulator<TGame>.Observations, controls.Actions)
    where TGame : struct, IGame
{
    private readonly Cabinet<TGame>[] _cabinets = new Cabinet<TGame>[count];

    /// <inheritdoc/>
    public override int SnapshotSize => Cabinet<TGame>.StateSize;

    /// <inheritdoc/>
    public override void Reset(int row, ref RandomStream random, Span<float> observation)
    {
        _cabinets[row].Reset(ref random);
        _cabinets[row].Draw(observation, 1f);
    }

    /// <inheritdoc/>
    public override void Step(
        int first, ReadOnlySpan<float> actions, Span<RandomStream> random, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        int size = Cabinet<TGame>.PictureSize;
        for (int i = 0; i < random.Length; i++)
        {
            ref Cabinet<TGame> cabinet = ref _cabinets[first + i];
            Outcome outcome = cabinet.Step((int)actions[i], controls, ref random[i]);
            rewards[i] = outcome.Reward;
            terminated[i] = outcome.IsOver;
            cabinet.Draw(observations.Slice(i * size, size), 1f);
        }
    }

    /// <inheritdoc/>
    public override void SaveSnapshot(int row, Span<double> snapshot) => _cabinets[row].Save(snapshot);

    /// <inheritdoc/>
    public override void LoadSnapshot(int row, ReadOnlySpan<double> snapshot) => _cabinets[row].Load(snapshot);
}
