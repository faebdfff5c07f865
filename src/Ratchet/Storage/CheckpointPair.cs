namespace Ratchet.Storage;

/// <summary>The two checkpoints in a run's folder: the last one and the one before it.</summary>
internal static class CheckpointPair
{
    public const string Latest = "checkpoint.safetensors";
    public const string Previous = "checkpoint.previous.safetensors";

    /// <summary>The one that counts: killed between two renames, a run has only the previous one.</summary>
    public static string Find(string folder)
    {
        string latest = Path.Combine(folder, Latest), previous = Path.Combine(folder, Previous);
        return File.Exists(latest) || !File.Exists(previous) ? latest : previous;
    }
}
