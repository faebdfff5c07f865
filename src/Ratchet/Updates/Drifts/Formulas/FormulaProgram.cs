using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts.Formulas;

/// <summary>One operation on registers, each a block of numbers.</summary>
internal readonly record struct Instruction(Operation Operation, byte Destination, byte A, byte B, byte C, byte D);

/// <summary>
/// A formula and its derivative as instructions in order. Register 0 holds r, register 1 A, then come the constants, then what is computed;
/// a register is used anew once its number is not needed any more.
/// </summary>
internal sealed class FormulaProgram
{
    /// <summary>What the stack of a thread has room for, and a byte can name.</summary>
    private const int MostRegisters = 128;

    private readonly Expression _expression;
    private readonly int[] _lastUse;
    private readonly int[] _registers;
    private readonly Stack<int> _free = [];
    private readonly List<float> _constants = [];
    private readonly List<Instruction> _instructions = [];

    /// <summary>Compiles what the two nodes need.</summary>
    /// <exception cref="OptionException">It needs too many registers.</exception>
    public FormulaProgram(Expression expression, int value, int slope)
    {
        _expression = expression;
        _lastUse = LastUses(value, slope);
        _registers = new int[expression.Count];
        NameInputs();
        for (int i = 0; i < expression.Count; i++)
            if (_lastUse[i] >= 0 && expression[i].Operation > Operation.Advantage)
                Emit(i);
        (Value, Slope) = (_registers[value], _registers[slope]);
        (Instructions, Constants) = ([.. _instructions], [.. _constants]);
    }

    /// <summary>The first register of a constant.</summary>
    public const int FirstConstant = 2;

    public Instruction[] Instructions { get; }

    public float[] Constants { get; }

    /// <summary>How many registers there are.</summary>
    public int Registers { get; private set; }

    /// <summary>The register of f.</summary>
    public int Value { get; }

    /// <summary>The register of ∂f/∂r.</summary>
    public int Slope { get; }

    // The index of a node's last user; its own where it has none; −1 for a node that nothing needs.
    private int[] LastUses(int value, int slope)
    {
        int[] last = new int[_expression.Count];
        Array.Fill(last, -1);
        last[value] = last[slope] = int.MaxValue;
        for (int i = _expression.Count - 1; i >= 0; i--)
        {
            if (last[i] < 0)
                continue;
            Node node = _expression[i];
            foreach (int operand in (ReadOnlySpan<int>)[node.A, node.B, node.C, node.D])
                if (operand >= 0 && last[operand] < i)
                    last[operand] = i;
        }

        return last;
    }

    private void NameInputs()
    {
        Registers = FirstConstant;
        for (int i = 0; i < _expression.Count; i++)
        {
            if (_expression[i].Operation is Operation.Ratio or Operation.Advantage)
                _registers[i] = _expression[i].Operation == Operation.Ratio ? 0 : 1;
            if (_expression[i].Operation != Operation.Constant || _lastUse[i] < 0)
                continue;
            _constants.Add((float)_expression[i].Constant);
            _registers[i] = NewRegister();
        }
    }

    private void Emit(int index)
    {
        Node node = _expression[index];
        ReadOnlySpan<int> operands = [node.A, node.B, node.C, node.D];
        for (int i = 0; i < operands.Length; i++)
        {
            bool isTemporary = operands[i] >= 0 && _expression[operands[i]].Operation > Operation.Advantage;
            if (isTemporary && _lastUse[operands[i]] == index && !operands[..i].Contains(operands[i]))
                _free.Push(_registers[operands[i]]);
        }

        // A number is read before one is written at its place, so that the result may take an operand's register.
        _registers[index] = _free.TryPop(out int free) ? free : NewRegister();
        _instructions.Add(new Instruction(
            node.Operation, (byte)_registers[index], RegisterOf(node.A), RegisterOf(node.B), RegisterOf(node.C), RegisterOf(node.D)));
    }

    private byte RegisterOf(int operand) => operand < 0 ? (byte)0 : (byte)_registers[operand];

    private int NewRegister() => Registers < MostRegisters
        ? Registers++
        : throw new OptionException("drift", $"the drift formula is too large: it keeps more than {MostRegisters} numbers at a time.");
}
