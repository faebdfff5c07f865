using System.Reflection;
using Ratchet.Environments;

namespace Ratchet.Studies.Definitions;

/// <summary>Studies that come with the library: the JSON files beside this one.</summary>
public static class BuiltInStudies
{
    private const string Folder = "studies/";
    private const string Extension = ".json";

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BuiltInStudies).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The study of that name.</summary>
    /// <exception cref="StudyException">There is none; the message names the nearest one.</exception>
    public static StudyDefinition Find(string name) => StudyReader.Read(name, TextOf(name));

    /// <summary>The file of that name as it was written, to copy and edit.</summary>
    /// <exception cref="StudyException">There is none; the message names the nearest one.</exception>
    public static byte[] TextOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Names.Contains(name, StringComparer.Ordinal))
            throw new StudyException(NearestName.Find(name, Names) is { } nearest
                ? $"unknown study '{name}'; did you mean '{nearest}'?"
                : $"unknown study '{name}'; known are {string.Join(", ", Names)}, and files that end in .json.");
        using Stream stream = typeof(BuiltInStudies).Assembly.GetManifestResourceStream(Folder + name + Extension)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
