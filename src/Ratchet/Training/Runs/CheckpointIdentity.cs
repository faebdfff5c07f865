using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Storage;

namespace Ratchet.Training.Runs;

/// <summary>
/// What a checkpoint says of itself, so that no other file is taken for it: what it is, how its arrays are laid out, and which run it belongs to. A
/// function of the run alone: equal runs have equal checkpoints, byte for byte.
/// </summary>
internal static class CheckpointIdentity
{
    /// <summary>Of the layout of the arrays: a library reads the one that it writes, and no other.</summary>
    public const int Version = 1;

    /// <summary>A state to go on from.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>The state that a warm start begins with.</summary>
    public const string Start = "start";

    private const string KindKey = "kind";
    private const string VersionKey = "version";
    private const string RunKey = "run";

    /// <summary>Writes it into the metadata.</summary>
    public static void Stamp(Snapshot snapshot, string kind, RunOptions options)
    {
        snapshot.Metadata[KindKey] = kind;
        snapshot.Metadata[VersionKey] = Version.ToString(CultureInfo.InvariantCulture);
        snapshot.Metadata[RunKey] = RunConfiguration.WriteIdentity(options);
    }

    /// <summary>Checks that a file is what a run needs.</summary>
    /// <exception cref="SnapshotException">It is another; the message says which, and what to do.</exception>
    public static void Require(string file, Snapshot snapshot, string kind, RunOptions options)
    {
        if (!snapshot.Metadata.TryGetValue(KindKey, out string? found) || !snapshot.Metadata.TryGetValue(VersionKey, out string? version) || !snapshot.Metadata.TryGetValue(RunKey, out string? run))
            throw new SnapshotException($"{file} is a safetensors file of another program, or of ratchet before it wrote versions into its checkpoints: {PutBack}.");
        if (found != kind)
            throw new SnapshotException($"{file} is a file of the kind '{Excerpt.Of(found)}'; this must be a {kind}: {PutBack}.");
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number != Version)
            throw new SnapshotException(
                $"{file} has the checkpoint format {Excerpt.Of(version)}; ratchet {Machine.Version} reads format {Version}: go on with the version of ratchet that wrote it, or begin anew in another folder.");
        if (run != RunConfiguration.WriteIdentity(options) && FindDifference(file, run, options) is var (key, has, wants))
            throw new SnapshotException($"{file} is of another run, with {key} {has}; the run in this folder has {wants}: {PutBack}.");
    }

    private const string PutBack = "put the run's own file back, or remove this one";

    private static (string Key, string Found, string Asked)? FindDifference(string file, string run, RunOptions options)
    {
        try
        {
            return RunConfiguration.FindDifference(RunConfiguration.ReadIdentity(run), options);
        }
        catch (OptionException exception)
        {
            throw new SnapshotException($"{file} is of a run that this version of ratchet cannot train: {exception.Message}");
        }
    }
}
