using System.Text;
using System.Text.Json;
using Ratchet.Studies.Records;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Curves;

/// <summary>
/// Some curves of a run, read from <c>metrics.jsonl</c> while it grows: each <see cref="Read"/> takes the whole lines that were added, and keeps them thinned. Unlike
/// <see cref="MetricsReader"/> it keeps a bounded number of points, however long the file is, and passes over lines that are none of a run's.
/// </summary>
internal sealed class CurveReader
{
    private const int LongestLayout = 256;
    private const int EventIndex = -2;
    private const int Unwanted = -1;

    private static readonly byte[] Event = "event"u8.ToArray();

    private readonly double[] _values;
    private readonly byte[][] _wanted;

    // Successive lines have the same names in the same order: what the n-th property was in the line before is tried first.
    private readonly List<(byte[] Name, int Index)> _layout = [];
    private readonly AppendedLines _lines = new();
    private double _seconds;

    /// <summary>Reads nothing yet.</summary>
    /// <param name="names">The numbers that are wanted.</param>
    public CurveReader(IReadOnlyList<string> names)
    {
        Names = names;
        _wanted = [.. names.Append(MetricNames.Steps).Append(MetricNames.Seconds).Select(Encoding.UTF8.GetBytes)];
        _values = new double[_wanted.Length];
        Iterations = new(names.Count);
        Evaluations = new(names.Count);
    }

    /// <summary>The numbers that are read.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The lines of iterations.</summary>
    public ThinnedLines Iterations { get; private set; }

    /// <summary>The lines of evaluation points, at the seconds of the iteration before them.</summary>
    public ThinnedLines Evaluations { get; private set; }

    /// <summary>About how many bytes are kept.</summary>
    public long Bytes => Iterations.Bytes + Evaluations.Bytes;

    /// <summary>Reads what was added. A file that became shorter (a resume cut it back to its checkpoint) is read from its beginning again.</summary>
    /// <param name="path">The file of metrics; the same one each time.</param>
    /// <param name="cancellation">Ends the reading; what was read is kept.</param>
    /// <exception cref="RunException">A line is longer than a run writes one.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Read(string path, CancellationToken cancellation) => _lines.Read(path, Restart, TakeLine, cancellation);

    private void Restart() => (_seconds, Iterations, Evaluations) = (0, new(Names.Count), new(Names.Count));

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        Array.Fill(_values, double.NaN);
        try
        {
            if (Parse(line) is not { } isEvaluation)
                return;
            ReadOnlySpan<double> values = _values.AsSpan(0, Names.Count);
            double steps = _values[^2];
            if (!double.IsFinite(steps))
                return;
            if (!isEvaluation && double.IsFinite(_values[^1]))
                _seconds = _values[^1];
            (isEvaluation ? Evaluations : Iterations).Add(steps, _seconds, values);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The list says what is damaged; the good lines are still worth a look.
        }
    }

    /// <summary>Puts the numbers of a line into <see cref="_values"/>.</summary>
    /// <returns>Whether it is an evaluation point; null when it is neither that nor an iteration.</returns>
    private bool? Parse(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return null;
        bool isEvaluation = false;
        for (int place = 0; json.Read() && json.TokenType == JsonTokenType.PropertyName; place++)
        {
            int index = IndexOf(ref json, place);
            json.Read();
            if (json.TokenType == JsonTokenType.Number && index >= 0)
                _values[index] = json.GetDouble();
            else if (json.TokenType == JsonTokenType.String && index == EventIndex && !(isEvaluation = json.ValueTextEquals("evaluation"u8)))
                return null;
            else
                json.Skip();
        }

        return isEvaluation;
    }

    private int IndexOf(ref Utf8JsonReader json, int place)
    {
        if (place < _layout.Count && !json.ValueIsEscaped && json.ValueSpan.SequenceEqual(_layout[place].Name))
            return _layout[place].Index;
        int index = Search(ref json);
        if (place < LongestLayout && !json.ValueIsEscaped)
        {
            while (_layout.Count <= place)
                _layout.Add(([], Unwanted));
            _layout[place] = (json.ValueSpan.ToArray(), index);
        }

        return index;
    }

    private int Search(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals(Event))
            return EventIndex;
        for (int i = 0; i < _wanted.Length; i++)
            if (json.ValueTextEquals(_wanted[i]))
                return i;
        return Unwanted;
    }
}
