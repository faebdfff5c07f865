using System.Text.Json;
using Ratchet.Training.Runs;

namespace Ratchet.Studies.Records;

/// <summary>
/// Reads <c>metrics.jsonl</c> while a run writes it: each <see cref="Read"/> takes the whole lines that were added since the last one. The file is not trusted: lines and
/// names have limits, and what is neither an iteration, an evaluation point nor the end is an error that names its line.
/// </summary>
public sealed class MetricsReader
{
    private const int LongestName = 200;
    private const int MostColumns = 256;

    private readonly string _path;
    private readonly Predicate<string>? _wanted;
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly AppendedLines _lines = new();

    /// <summary>Reads nothing yet.</summary>
    /// <param name="path">The file; it need not exist yet.</param>
    /// <param name="wanted">Which numbers are kept; null keeps all. The steps are always kept.</param>
    public MetricsReader(string path, Predicate<string>? wanted = null) => (_path, _wanted) = (path, wanted);

    /// <summary>The lines of iterations.</summary>
    public MetricColumns Iterations { get; private set; } = new();

    /// <summary>The lines of evaluation points.</summary>
    public MetricColumns Evaluations { get; private set; } = new();

    /// <summary>The numbers of the line of a finished run, by name; null while it is not finished.</summary>
    public IReadOnlyDictionary<string, double>? Finished { get; private set; }

    /// <summary>The hash of a finished run's parameters; null while it is not finished.</summary>
    public string? Hash { get; private set; }

    /// <summary>Reads what was added. A file that became shorter (a resume cut it back to its checkpoint) is read from its beginning again.</summary>
    /// <returns>Whether anything has changed.</returns>
    /// <exception cref="RunException">A line is none of a run's, or the file cannot be read.</exception>
    public bool Read()
    {
        try
        {
            return File.Exists(_path) && _lines.Read(_path, Restart, ReadLine);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"cannot read {_path}: {exception.Message}", exception);
        }
    }

    private void Restart() => (Iterations, Evaluations, Finished, Hash) = (new(), new(), null, null);

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                throw Wrong("is no JSON object");
            ReadProperties(ref json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Wrong($"is no JSON object ({exception.Message})");
        }
    }

    /// <summary>What a line is stands in its first property, <c>event</c>; an iteration has none.</summary>
    private void ReadProperties(ref Utf8JsonReader json)
    {
        MetricColumns? columns = null;
        Dictionary<string, double>? finished = null;
        bool isFirst = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = NameOf(ref json);
            json.Read();
            if (isFirst && name == "event")
            {
                string kind = json.TokenType == JsonTokenType.String ? json.GetString()! : "";
                columns = kind == "evaluation" ? Evaluations : null;
                finished = kind == "finished" ? new(StringComparer.Ordinal) : null;
                if (columns is null && finished is null)
                    throw Wrong("tells of an unknown event; known are evaluation and finished");
                columns?.BeginLine();
            }
            else
            {
                if (isFirst)
                {
                    columns = Iterations;
                    columns.BeginLine();
                }

                Take(ref json, name, columns, finished);
            }

            isFirst = false;
        }

        columns?.EndLine();
        Finished = finished ?? Finished;
    }

    private void Take(ref Utf8JsonReader json, string name, MetricColumns? columns, Dictionary<string, double>? finished)
    {
        if (json.TokenType == JsonTokenType.Number)
        {
            double value = json.GetDouble();
            if (finished is not null)
                finished[name] = value;
            else if (name == MetricNames.Steps || _wanted is null || _wanted(name))
                columns!.Set(name, value);
        }
        else if (finished is not null && name == "hash" && json.TokenType == JsonTokenType.String)
        {
            Hash = json.GetString();
        }
        else
        {
            json.Skip();
        }
    }

    private string NameOf(ref Utf8JsonReader json)
    {
        if (json.HasValueSequence || json.ValueSpan.Length > LongestName)
            throw Wrong($"has a name of more than {LongestName} bytes");
        string name = json.GetString()!;
        if (_known.TryGetValue(name, out string? known))
            return known;
        if (_known.Count == MostColumns)
            throw Wrong($"has one name more than the {MostColumns} that a run may have");
        _known.Add(name, name);
        return name;
    }

    private RunException Wrong(string what) => new($"line {_lines.Count + 1} of {_path} {what}: it is none of a run's.");
}
