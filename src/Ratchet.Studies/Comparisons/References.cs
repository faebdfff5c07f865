using Ratchet.Storage;
using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Comparisons;

/// <summary>
/// What stands for 0 and 1, by task or environment: the return of random actions, and a published one. A score is normalised as (score − random) / (reference − random); a bare ratio to the
/// reference would change with any constant in the rewards. As a file: <c>{"hopper": {"random": 18.18, "reference": 3128, "source": "…"}}</c>.
/// </summary>
public sealed class References
{
    private const string BuiltInFile = "references.json";

    private static readonly JsonFile Source = new("a file of references", (message, cause) => new StudyException(message, cause));
    private static readonly Lazy<References> OfRatchet = new(() => Parse(BuiltInFile, ReadResource()));

    private readonly IReadOnlyDictionary<string, TaskReference> _byName;

    private References(IReadOnlyDictionary<string, TaskReference> byName) => _byName = byName;

    /// <summary>None: nothing is normalised.</summary>
    public static References None { get; } = new(new Dictionary<string, TaskReference>(StringComparer.Ordinal));

    /// <summary>Those of the environments that come with Ratchet; the source of each names the command that measured random actions, and who published the reference.</summary>
    public static References BuiltIn => OfRatchet.Value;

    /// <summary>The names that have a reference.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>Reads a file.</summary>
    /// <exception cref="StudyException">It is none of references, or cannot be read.</exception>
    public static References Read(string path) => Parse(path, Source.Bytes(path));

    /// <summary>(score − random) / (reference − random).</summary>
    public static double Normalize(TaskReference reference, double score)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return (score - reference.Random) / (reference.Reference - reference.Random);
    }

    /// <summary>The reference of a task: by the task's name, else by its environment's.</summary>
    public TaskReference? Find(string task, string environment) => _byName.TryGetValue(task, out TaskReference? own) ? own : _byName.GetValueOrDefault(environment);

    /// <summary>These, and the other's in their place where both have one.</summary>
    public References With(References other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return With(other._byName);
    }

    /// <summary>These, and a study's own in their place.</summary>
    public References With(StudyDefinition study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return With(study.Tasks.Where(task => task.Reference is not null).Select(task => KeyValuePair.Create(task.Name, task.Reference!)));
    }

    private References With(IEnumerable<KeyValuePair<string, TaskReference>> others)
    {
        var byName = new Dictionary<string, TaskReference>(_byName, StringComparer.Ordinal);
        foreach ((string name, TaskReference reference) in others)
            byName[name] = reference;
        return new References(byName);
    }

    private static References Parse(string file, ReadOnlyMemory<byte> utf8) => Source.Read(file, utf8, root =>
    {
        var byName = new Dictionary<string, TaskReference>(StringComparer.Ordinal);
        foreach ((string name, JsonField field) in root.Properties("an object with a reference for each task"))
            byName[name] = StudyReader.ReadReference(field, isSourced: true);
        return new References(byName);
    });

    private static byte[] ReadResource()
    {
        using Stream stream = typeof(References).Assembly.GetManifestResourceStream(BuiltInFile)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
