using System.Globalization;
using Ratchet.Storage;

namespace Ratchet.Training.Runs;

/// <summary>
/// The last checkpoint of a run's folder and the one before it. Whatever ends the process, one of them is whole; since a run ends with the same bits
/// from either, one that is damaged costs time only.
/// </summary>
internal static class CheckpointFiles
{
    /// <summary>Reads the one that counts; null when there is none.</summary>
    /// <exception cref="SnapshotException">It is damaged, of another run or of another version.</exception>
    /// <exception cref="RunException">It cannot be read.</exception>
    public static Snapshot? Read(string folder, RunOptions options)
    {
        string file = CheckpointPair.Find(folder);
        return File.Exists(file) ? Read(file, CheckpointIdentity.Checkpoint, options) : null;
    }

    /// <summary>Reads the last whole one; one that is damaged is put aside.</summary>
    /// <param name="folder">The run's folder, which the caller holds.</param>
    /// <param name="options">The run's.</param>
    /// <param name="warn">Is told of what was put aside.</param>
    /// <exception cref="SnapshotException">None is whole, or one is of another run or of another version.</exception>
    /// <exception cref="RunException">One cannot be read.</exception>
    public static Snapshot? ReadWhole(string folder, RunOptions options, Action<string> warn)
    {
        try
        {
            return Read(folder, options);
        }
        catch (SnapshotException damage) when (damage.IsDamage)
        {
            string file = CheckpointPair.Find(folder), previous = Path.Combine(folder, CheckpointPair.Previous);
            if (file == previous || !File.Exists(previous))
                throw new SnapshotException($"{damage.Message} There is no other checkpoint: put the file back, or remove it to begin the run anew.") { IsDamage = true };
            Snapshot snapshot = ReadPrevious(previous, options, damage);
            string aside = PutAside(folder, file);
            warn($"{damage.Message} It is kept as {Path.GetFileName(aside)}; the run goes on from {CheckpointPair.Previous}, and ends as it would have ended.");
            return snapshot;
        }
    }

    /// <summary>Whether the one that counts is whole, or none was written yet; false when a resume would go back to the one before.</summary>
    /// <exception cref="SnapshotException">It is of another run or of another version.</exception>
    /// <exception cref="RunException">It cannot be read.</exception>
    public static bool IsLatestWhole(string folder, RunOptions options)
    {
        try
        {
            Read(folder, options);
            return CheckpointPair.Find(folder) == Path.Combine(folder, CheckpointPair.Latest);
        }
        catch (SnapshotException damage) when (damage.IsDamage)
        {
            return false;
        }
    }

    /// <summary>Writes the last one; the one before it is kept.</summary>
    public static void Write(string folder, Snapshot snapshot, RunOptions options)
    {
        string latest = Path.Combine(folder, CheckpointPair.Latest);
        CheckpointIdentity.Stamp(snapshot, CheckpointIdentity.Checkpoint, options);
        WholeFile.WriteBeside(latest, stream => SafeTensors.Write(stream, snapshot));
        if (File.Exists(latest))
            File.Move(latest, Path.Combine(folder, CheckpointPair.Previous), overwrite: true);
        WholeFile.PutInPlace(latest);
    }

    /// <summary>Reads a file of a kind.</summary>
    /// <exception cref="SnapshotException">It is damaged, of another run or of another version.</exception>
    /// <exception cref="RunException">It cannot be read.</exception>
    public static Snapshot Read(string file, string kind, RunOptions options)
    {
        try
        {
            Snapshot snapshot = SafeTensors.ReadFile(file);
            CheckpointIdentity.Require(file, snapshot, kind, options);
            return snapshot;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"cannot read {file}: {exception.Message}", exception);
        }
    }

    private static Snapshot ReadPrevious(string previous, RunOptions options, SnapshotException damage)
    {
        try
        {
            return Read(previous, CheckpointIdentity.Checkpoint, options);
        }
        catch (SnapshotException second) when (second.IsDamage)
        {
            throw new SnapshotException($"{damage.Message} {second.Message} Put one of the files back, or remove both to begin the run anew.") { IsDamage = true };
        }
    }

    private static string PutAside(string folder, string file)
    {
        for (int number = 1; ; number++)
        {
            string aside = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"checkpoint.damaged-{number}.safetensors"));
            if (Path.Exists(aside))
                continue;
            File.Move(file, aside);
            return aside;
        }
    }
}
