using Ratchet.Interchange.Protos;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Interchange.TensorBoard;

/// <summary>The events of a file up to a checkpoint.</summary>
internal static class KeptEvents
{
    /// <summary>Finds where the events that are not beyond some steps end; a record that a kill cut off, the last of the file, is dropped.</summary>
    /// <param name="path">Of the file, for messages.</param>
    /// <param name="stream">The file from its beginning; it is not trusted.</param>
    /// <param name="steps">Environment steps at the checkpoint.</param>
    /// <returns>Bytes to keep.</returns>
    /// <exception cref="RunException">The file is none of ours, or damaged where it must be whole.</exception>
    public static long Measure(string path, Stream stream, long steps)
    {
        var reader = new EventReader(stream);
        long kept = 0, last = 0;
        try
        {
            while (reader.Read() is { } read && read.Step <= steps)
                (kept, last) = (reader.End, read.Step);
        }
        catch (DamagedEventsException exception) when (last < steps)
        {
            throw new RunException($"{path} {exception.Message} (at byte {kept}): remove the file, and the run goes on with a new one; metrics.jsonl has the same numbers.");
        }
        catch (DamagedEventsException)
        {
            // All that the checkpoint knows of is there: what is damaged was written after it, and is dropped with the rest.
        }

        return kept;
    }
}
