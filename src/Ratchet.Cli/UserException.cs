using Ratchet.Discovery.Recipes;
using Ratchet.Environments;
using Ratchet.MuJoCo;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Studies.Definitions;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Ratchet.Updates;

namespace Ratchet.Cli;

/// <summary>Something on the command line is wrong; the message is one sentence.</summary>
internal sealed class UserException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether an exception is about what the user gave (its message is then all that is said) and not a defect of the program.</summary>
    public static bool IsUsers(Exception exception) => exception
        is UserException or OptionException or RunException or StudyException or DiscoveryException or SnapshotException or EnvironmentException or NonFiniteException or MuJoCoUnavailableException
        or UnsupportedInstructionSetException or InvalidDataException or IOException or UnauthorizedAccessException or OutOfMemoryException;
}
