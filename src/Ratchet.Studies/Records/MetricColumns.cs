using System.Runtime.InteropServices;

namespace Ratchet.Studies.Records;

/// <summary>Lines of <c>metrics.jsonl</c> as columns: one for each number, in the order in which they first stood in the file. A number that a line does not have is NaN.</summary>
public sealed class MetricColumns
{
    private readonly Dictionary<string, List<double>> _columns = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>How many lines there are.</summary>
    public int Count { get; private set; }

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>A column, <see cref="Count"/> long; valid until the next line is added. Empty when no line has the number.</summary>
    public ReadOnlySpan<double> this[string name] => _columns.TryGetValue(name, out List<double>? column) ? CollectionsMarshal.AsSpan(column) : default;

    /// <summary>Whether a column has a finite number.</summary>
    public bool Has(string name)
    {
        foreach (double value in this[name])
            if (double.IsFinite(value))
                return true;
        return false;
    }

    /// <summary>The sum of a column's finite numbers, from a line on.</summary>
    internal double Sum(string name, int first = 0)
    {
        ReadOnlySpan<double> column = this[name];
        double sum = 0;
        for (int i = first; i < column.Length; i++)
            sum += double.IsFinite(column[i]) ? column[i] : 0;
        return sum;
    }

    internal void BeginLine() => Count++;

    /// <summary>Sets a number of the line that was begun last.</summary>
    internal void Set(string name, double value)
    {
        if (!_columns.TryGetValue(name, out List<double>? column))
        {
            _columns.Add(name, column = []);
            _names.Add(name);
        }

        Fill(column, Count - 1);
        if (column.Count < Count)
            column.Add(value);
    }

    /// <summary>Makes all columns as long as the lines are many.</summary>
    internal void EndLine()
    {
        foreach (List<double> column in _columns.Values)
            Fill(column, Count);
    }

    private static void Fill(List<double> column, int count)
    {
        while (column.Count < count)
            column.Add(double.NaN);
    }
}
