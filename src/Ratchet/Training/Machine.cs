using System.Reflection;
using Ratchet.Numerics;

namespace Ratchet.Training;

/// <summary>Facts about the program and the machine that a run records; none of them changes a result.</summary>
public static class Machine
{
    /// <summary>The library's version.</summary>
    public static string Version { get; } =
        typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

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
