using Ratchet.Numerics;

namespace Ratchet.Environments.MinAtar;

/// <summary>What the options make of a player's actions, the same for all simulators of a task.</summary>
internal sealed class Controls
{
    /// <summary>Of the full action set.</summary>
    public const int AllButtons = 6;

    private readonly Button[] _buttons;

    /// <summary>The buttons of an action space.</summary>
    /// <param name="options">Checked here.</param>
    /// <param name="minimal">The buttons that do something in the game.</param>
    public Controls(MinAtarOptions options, ReadOnlySpan<Button> minimal)
    {
        options.Validate();
        _buttons = options.MinimalActions ? minimal.ToArray() : Enumerable.Range(0, AllButtons).Select(index => (Button)index).ToArray();
        Actions = new DiscreteSpace(_buttons.Length);
        StickyWords = (ulong)(options.StickyProbability * (1UL << 32));
        Ramping = options.Ramping;
    }

    /// <summary>One action a button.</summary>
    public DiscreteSpace Actions { get; }

    /// <summary>How many of the 2³² words of a draw let the button stick.</summary>
    public ulong StickyWords { get; }

    /// <summary>Whether games become harder.</summary>
    public bool Ramping { get; }

    /// <summary>The button of an action.</summary>
    public Button this[int action] => _buttons[action];
}

/// <summary>
/// A game with its buttons: they stick now and then, and the memory of the last one outlives the game. A game that is over stands still
/// until the next one begins.
/// </summary>
internal struct Cabinet<TGame>
    where TGame : struct, IGame
{
    private TGame _game;
    private Button _lastButton;
    private bool _isOver;

    /// <summary>The fields of the state: those of the game and two more.</summary>
    public static IReadOnlyList<StateField> Fields { get; } = DescribeFields();

    /// <summary>How many numbers they take.</summary>
    public static int StateSize { get; } = Fields.Sum(field => field.Size);

    /// <summary>Size of the observation.</summary>
    public static int PictureSize => Grid.Cells * TGame.Channels;

    /// <summary>Begins a new game.</summary>
    public void Reset(ref RandomStream random)
    {
        _game.Reset(ref random);
        _isOver = false;
    }

    /// <summary>One step. The first draw decides whether the button sticks; what the game draws comes after it.</summary>
    public Outcome Step(int action, Controls controls, ref RandomStream random)
    {
        if (random.NextUInt32() >= controls.StickyWords)
            _lastButton = controls[action];
        if (_isOver)
            return new Outcome(0, true);
        Outcome outcome = _game.Step(_lastButton, controls.Ramping, ref random);
        _isOver = outcome.IsOver;
        return outcome;
    }

    /// <summary>Draws the observation.</summary>
    public readonly void Draw<T>(Span<T> picture, T one)
    {
        picture.Clear();
        _game.Draw(new Picture<T>(picture, TGame.Channels, one));
    }

    /// <summary>Writes the state.</summary>
    public void Save(Span<double> state)
    {
        StateTransfer transfer = StateTransfer.Save(state);
        Transfer(ref transfer);
    }

    /// <summary>Reads a state back; where it is damaged, nothing changes.</summary>
    /// <exception cref="InvalidDataException">A number is none of the state's.</exception>
    public void Load(ReadOnlySpan<double> state)
    {
        StateTransfer transfer = StateTransfer.Load(state);
        Cabinet<TGame> loaded = default;
        loaded.Transfer(ref transfer);
        this = loaded;
    }

    private static List<StateField> DescribeFields()
    {
        var fields = new List<StateField>();
        StateTransfer transfer = StateTransfer.Describe(fields);
        default(Cabinet<TGame>).Transfer(ref transfer);
        return fields;
    }

    private void Transfer(ref StateTransfer state)
    {
        _game.Transfer(ref state);
        _lastButton = (Button)state.Number("last_action", (int)_lastButton, 0, (int)Button.Fire);
        _isOver = state.Flag("is_over", _isOver);
    }
}
