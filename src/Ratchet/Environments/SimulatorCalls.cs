namespace Ratchet.Environments;

/// <summary>
/// Which simulators are within a call just now, so that another thread can see one that does not come back. A mark is a plain write of
/// the row's own thread: it costs a nanosecond and no fence.
/// </summary>
/// <param name="count">How many simulators.</param>
/// <param name="describe">The error for a simulator, in its reset or in a step.</param>
internal sealed class SimulatorCalls(int count, SimulatorCalls.Description describe)
{
    /// <summary>Odd within a step, and changed by every one; a reset is marked beside it.</summary>
    private readonly long[] _calls = new long[count];

    private readonly bool[] _resets = new bool[count];

    /// <summary>The error for a simulator that does not come back.</summary>
    public delegate EnvironmentException Description(int row, bool resets, EnvironmentException what);

    /// <summary>How many simulators.</summary>
    public int Count => count;

    /// <summary>The row's simulator is called.</summary>
    public void Enter(int row, bool resets = false)
    {
        _resets[row] = resets;
        Volatile.Write(ref _calls[row], (_calls[row] + 1) | 1);
    }

    /// <summary>It has come back; one that threw is marked until its next call, and no one waits for that.</summary>
    public void Leave(int row) => Volatile.Write(ref _calls[row], (_calls[row] + 1) & ~1L);

    /// <summary>A number of its own for each call of a row; 0 while there is none.</summary>
    public long Present(int row) => Volatile.Read(ref _calls[row]) is var call && (call & 1) == 1 ? call : 0;

    /// <summary>The error for the present call of a row.</summary>
    public EnvironmentException Describe(int row, EnvironmentException what) => describe(row, _resets[row], what);
}
