using System.Reflection;
using Ratchet.Numerics;

namespace Ratchet.Training;

/// <summary>Facts about the program and the machine that a run records; none of them changes a result.</summary>
public static class Machine
{
    /// <summary>The library's version.</summary>
    public static string Version { get; } =
        typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>The same without a word behind it, such as <c>-beta</c>: what is older and what is newer.</summary>
    internal static System.Version NumericVersion { get; } = System.Version.TryParse(Version.Split('-')[0], out System.Version? version) ? version : new System.Version(0, 0);

    /// <summary>Width of the vectors in use: 512, 256, 128 or scalar.</summary>
    /// <exception cref="UnsupportedInstructionSetException"><c>RATCHET_ISA</c> is wrong.</exception>
    public static string InstructionSet
    {
        get
        {
            try
            {
                return Kernels.Best.Name;
            }
            catch (TypeInitializationException exception) when (exception.InnerException is UnsupportedInstructionSetException cause)
            {
                throw new UnsupportedInstructionSetException(cause.Message);
            }
        }
    }
}
