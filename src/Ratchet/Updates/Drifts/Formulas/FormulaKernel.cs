using System.Runtime.CompilerServices;
using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts.Formulas;

/// <summary>Runs a program over a block: instruction by instruction, each over all samples of the block.</summary>
internal readonly unsafe struct FormulaKernel(FormulaProgram program) : IDriftKernel
{
    private const int Block = DriftColumns.BlockRows;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Evaluate<L>(float* ratio, float* advantage, int count, float* value, float* slope)
        where L : struct, ILanes<L>
    {
        float* registers = stackalloc float[program.Registers * Block];
        L lowest = L.Broadcast(DriftFormula.SmallestRatio);
        for (int i = 0; i < count; i += L.Count)
        {
            L r = L.Load(ratio + i);
            L.Store(registers + i, L.SelectGreater(lowest, r, lowest, r));
            L.Store(registers + Block + i, L.Load(advantage + i));
        }

        for (int constant = 0; constant < program.Constants.Length; constant++)
            new Span<float>(registers + ((FormulaProgram.FirstConstant + constant) * Block), count).Fill(program.Constants[constant]);
        foreach (ref readonly Instruction instruction in program.Instructions.AsSpan())
            Execute<L>(instruction, registers, count);
        for (int i = 0; i < count; i += L.Count)
        {
            // A value that is no number has no slope either: relu and where would hide it from the norm of the gradient, which is what stops a training.
            L f = L.Load(registers + (program.Value * Block) + i);
            L.Store(value + i, f);
            L.Store(slope + i, L.Load(registers + (program.Slope * Block) + i) + (f - f));
        }
    }

    // Long because every operation is a loop of its own: which one it is, is asked once a block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Execute<L>(in Instruction instruction, float* registers, int count)
        where L : struct, ILanes<L>
    {
        float* to = registers + (instruction.Destination * Block), a = registers + (instruction.A * Block), b = registers + (instruction.B * Block);
        L zero = L.Broadcast(0f), one = L.Broadcast(1f);
        switch (instruction.Operation)
        {
            case Operation.Negate:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, zero - L.Load(a + i));
                break;
            case Operation.Add:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, L.Load(a + i) + L.Load(b + i));
                break;
            case Operation.Subtract:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, L.Load(a + i) - L.Load(b + i));
                break;
            case Operation.Multiply:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, L.Load(a + i) * L.Load(b + i));
                break;
            case Operation.Divide:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, L.Load(a + i) / L.Load(b + i));
                break;
            case Operation.Abs:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, L.Abs(L.Load(a + i)));
                break;
            case Operation.Sqrt:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, L.Sqrt(L.Load(a + i)));
                break;
            case Operation.Exp:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, Elementary<L>.Exp(L.Load(a + i)));
                break;
            case Operation.Log:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, Elementary<L>.Log(L.Load(a + i)));
                break;
            case Operation.Tanh:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, Elementary<L>.Tanh(L.Load(a + i)));
                break;
            case Operation.Sigmoid:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, Elementary<L>.Sigmoid(L.Load(a + i)));
                break;
            case Operation.Softplus:
                for (int i = 0; i < count; i += L.Count)
                {
                    L x = L.Load(a + i);
                    L.Store(to + i, L.SelectGreater(zero, x, zero, x) + Elementary<L>.Log(one + Elementary<L>.Exp(zero - L.Abs(x))));
                }

                break;
            case Operation.Relu:
                for (int i = 0; i < count; i += L.Count)
                {
                    L x = L.Load(a + i);
                    L.Store(to + i, L.SelectGreater(zero, x, zero, x));
                }

                break;
            case Operation.Where:
                float* c = registers + (instruction.C * Block), d = registers + (instruction.D * Block);
                for (int i = 0; i < count; i += L.Count)
                    L.Store(to + i, L.SelectGreater(L.Load(a + i), L.Load(b + i), L.Load(c + i), L.Load(d + i)));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(instruction), instruction.Operation, "no instruction");
        }
    }
}
