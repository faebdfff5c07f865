using System.Text;
using Ratchet.Studies.Definitions;
using Ratchet.Studies.Execution;

namespace Ratchet.Cli;

/// <summary>Where a study comes from: built in, a file, or the folder of a study that has begun.</summary>
/// <param name="Definition">The study.</param>
/// <param name="Text">Its JSON.</param>
/// <param name="Folder">The folder that it has begun in; null for the others.</param>
internal sealed record StudySource(StudyDefinition Definition, string Text, string? Folder)
{
    /// <summary>The study that a user names.</summary>
    /// <exception cref="StudyException">There is none, or it is wrong.</exception>
    public static StudySource Find(string name)
    {
        if (StudyFiles.IsStudy(name))
            return Resolved(StudyFiles.ReadDefinition(name), name);
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return Resolved(StudyReader.ReadFile(name), null);
        return new StudySource(BuiltInStudies.Find(name), Encoding.UTF8.GetString(BuiltInStudies.TextOf(name)), null);
    }

    private static StudySource Resolved(StudyDefinition study, string? folder) => new(study, Encoding.UTF8.GetString(StudyWriter.Write(study)), folder);
}
