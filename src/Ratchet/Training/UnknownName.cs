using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Training;

/// <summary>The error for a name that is not known, with the nearest one that is.</summary>
internal static class UnknownName
{
    public static OptionException Option(string what, string name, IEnumerable<string> known)
    {
        string[] names = [.. known];
        string hint = NearestName.Find(name, names) is { } nearest ? $"did you mean '{nearest}'?" : $"known are {string.Join(", ", names)}.";
        return new OptionException(what, $"unknown {what} '{name}'; {hint}");
    }
}
