using Ratchet.Storage;

namespace Ratchet.Training.Failures;

/// <summary>
/// What an update begins with, copied before each: with the batch, all that is needed to run it again bit by bit (the policy before, to which the
/// metrics measure a KL, changes none). The copies have their places from the start; keeping them allocates nothing.
/// </summary>
internal sealed class UpdateStart
{
    private const string Prefix = "start.";

    private readonly StateEntry[] _entries;

    /// <summary>Room for the state of a trainer.</summary>
    public UpdateStart(Trainer trainer)
    {
        _entries = TrainerState.OfUpdate(trainer);
        Keep();
    }

    /// <summary>Takes the present state.</summary>
    public void Keep()
    {
        foreach (StateEntry entry in _entries)
            entry.Keep();
    }

    /// <summary>Adds what was kept.</summary>
    public void AddTo(Snapshot snapshot)
    {
        foreach (StateEntry entry in _entries)
            entry.AddTo(snapshot, Prefix);
    }

    /// <summary>Brings a trainer to what was kept.</summary>
    /// <exception cref="SnapshotException">An entry is missing or does not fit.</exception>
    public static void Restore(Snapshot snapshot, Trainer trainer)
    {
        foreach (StateEntry entry in TrainerState.OfUpdate(trainer))
            entry.Load(snapshot, Prefix);
        trainer.Policy.ParametersChanged();
    }
}
