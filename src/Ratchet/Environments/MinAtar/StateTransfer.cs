using System.Globalization;

namespace Ratchet.Environments.MinAtar;

/// <summary>
/// The one list of what a state holds, used three times: to name the fields, to write their numbers, and to read them back. A game passes
/// each of its values through here, in order, and keeps what comes back.
/// </summary>
internal ref struct StateTransfer
{
    private readonly List<StateField>? _fields;
    private readonly Span<double> _target;
    private readonly ReadOnlySpan<double> _source;
    private string _name = "";
    private int _position;

    private StateTransfer(List<StateField>? fields, Span<double> target, ReadOnlySpan<double> source)
    {
        _fields = fields;
        _target = target;
        _source = source;
    }

    /// <summary>Collects the names and sizes.</summary>
    public static StateTransfer Describe(List<StateField> fields) => new(fields, default, default);

    /// <summary>Writes the numbers.</summary>
    public static StateTransfer Save(Span<double> target) => new(null, target, default);

    /// <summary>Reads the numbers.</summary>
    public static StateTransfer Load(ReadOnlySpan<double> source) => new(null, default, source);

    /// <summary>A field of one whole number.</summary>
    /// <exception cref="InvalidDataException">What is read is no whole number from low to high.</exception>
    public int Number(string name, int value, int low, int high)
    {
        Begin(name, 1);
        return Entry(value, low, high);
    }

    /// <summary>A field of one truth value, as 0 or 1.</summary>
    public bool Flag(string name, bool value) => Number(name, value ? 1 : 0, 0, 1) != 0;

    /// <summary>A field of one direction: −1 (left, up) or 1 (right, down).</summary>
    public int Direction(string name, int value)
    {
        Begin(name, 1);
        return DirectionEntry(value);
    }

    /// <summary>A field of the cells of a bit-board, from the first bit on: 0 or 1 each.</summary>
    public UInt128 Board(string name, UInt128 board, int cells)
    {
        Begin(name, cells);
        for (int cell = 0; cell < cells; cell++)
        {
            UInt128 bit = UInt128.One << cell;
            board = Entry((board & bit) != 0 ? 1 : 0, 0, 1) != 0 ? board | bit : board & ~bit;
        }

        return board;
    }

    /// <summary>Begins a field of several numbers; as many calls of <see cref="Entry"/> follow.</summary>
    public void Begin(string name, int size)
    {
        _fields?.Add(new StateField(name, size));
        _name = name;
    }

    /// <summary>One number of the field.</summary>
    public int Entry(int value, int low, int high)
    {
        if (_fields is not null)
            return value;
        if (_source.IsEmpty)
        {
            _target[_position++] = value;
            return value;
        }

        double found = _source[_position++];
        if (found >= low && found <= high && found == Math.Floor(found))
            return (int)found;
        throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture, $"The state holds {found} in '{_name}'; expected a whole number from {low} to {high}."));
    }

    /// <summary>One direction of the field: −1 or 1.</summary>
    public int DirectionEntry(int value)
    {
        int direction = Entry(value, -1, 1);
        return direction != 0 || _source.IsEmpty
            ? direction
            : throw new InvalidDataException($"The state holds 0 in '{_name}'; a direction is -1 or 1.");
    }
}
