using Ratchet.Rollouts;
using Ratchet.Storage;

namespace Ratchet.Training;

/// <summary>
/// What an update begins with, copied before each: with the batch, all that is needed to run it again bit by bit (the policy before, to which the
/// metrics measure a KL, changes none). The copies have their places from the start; keeping them allocates nothing.
/// </summary>
internal sealed class UpdateStart
{
    private const string Prefix = "start.";

    private readonly Cell[] _cells;

    /// <summary>Room for the state of a trainer.</summary>
    public UpdateStart(Trainer trainer) => _cells = CellsOf(trainer);

    private delegate Span<T> Place<T>();

    private delegate void Save<T>(Span<T> state);

    private delegate void Load<T>(ReadOnlySpan<T> state);

    /// <summary>Takes the present state.</summary>
    public void Keep()
    {
        foreach (Cell cell in _cells)
            cell.Keep();
    }

    /// <summary>Adds what was kept.</summary>
    public void AddTo(Snapshot snapshot)
    {
        foreach (Cell cell in _cells)
            cell.AddTo(snapshot);
    }

    /// <summary>Brings a trainer to what was kept.</summary>
    /// <exception cref="SnapshotException">An entry is missing or does not fit.</exception>
    public static void Restore(Snapshot snapshot, Trainer trainer)
    {
        foreach (Cell cell in CellsOf(trainer))
            cell.Restore(snapshot);
        trainer.Policy.ParametersChanged();
    }

    /// <summary>The rule's own state comes last: a target network begins as a copy of the policy.</summary>
    private static Cell[] CellsOf(Trainer trainer)
    {
        var cells = new List<Cell>
        {
            new PlacedCell("parameters", () => trainer.Policy.Parameters),
            new PlacedCell("adam.first-moment", () => trainer.Rule.Step.FirstMoment),
            new PlacedCell("adam.second-moment", () => trainer.Rule.Step.SecondMoment),
            new PlacedCell("normalizer.mean", () => trainer.Policy.Normalizer.Mean),
            new PlacedCell("normalizer.inverse-deviation", () => trainer.Policy.Normalizer.InverseDeviation),
            new DoublesCell("adam.powers", trainer.Rule.Step.Powers.Length, state => trainer.Rule.Step.Powers.CopyTo(state), state => state.CopyTo(trainer.Rule.Step.Powers)),
            new DoublesCell("normalizer.moments", trainer.Policy.Normalizer.StateSize, trainer.Policy.Normalizer.Save, trainer.Policy.Normalizer.Load),
            new DoublesCell("returns", AdvantageEstimator.StateSize, trainer.Estimator.Save, trainer.Estimator.Load),
        };
        if (trainer.Estimator.PopArt is { } popArt)
            cells.Add(new DoublesCell("popart", PopArt.StateSize, popArt.Save, popArt.Load));
        cells.Add(new DoublesCell("rule", trainer.Rule.StateSize, trainer.Rule.Save, trainer.Rule.Load));
        cells.Add(new WordsCell("rule.streams", trainer.Rule.WordCount, trainer.Rule.SaveWords, trainer.Rule.LoadWords));
        return [.. cells];
    }

    private abstract class Cell
    {
        public abstract void Keep();

        public abstract void AddTo(Snapshot snapshot);

        public abstract void Restore(Snapshot snapshot);
    }

    private sealed class PlacedCell(string name, Place<float> place) : Cell
    {
        private readonly float[] _kept = new float[place().Length];

        public override void Keep() => place().CopyTo(_kept);

        public override void AddTo(Snapshot snapshot) => snapshot.Add(Prefix + name, (ReadOnlySpan<float>)_kept);

        public override void Restore(Snapshot snapshot) => snapshot.Floats(Prefix + name, _kept.Length).CopyTo(place());
    }

    private sealed class DoublesCell(string name, int size, Save<double> save, Load<double> load) : Cell
    {
        private readonly double[] _kept = new double[size];

        public override void Keep() => save(_kept);

        public override void AddTo(Snapshot snapshot) => snapshot.Add(Prefix + name, (ReadOnlySpan<double>)_kept);

        public override void Restore(Snapshot snapshot) => load(snapshot.Doubles(Prefix + name, size));
    }

    private sealed class WordsCell(string name, int size, Save<ulong> save, Load<ulong> load) : Cell
    {
        private readonly ulong[] _kept = new ulong[size];

        public override void Keep() => save(_kept);

        public override void AddTo(Snapshot snapshot) => snapshot.Add(Prefix + name, (ReadOnlySpan<ulong>)_kept);

        public override void Restore(Snapshot snapshot) => load(snapshot.Words(Prefix + name, size));
    }
}
