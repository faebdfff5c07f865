using System.Globalization;

namespace Ratchet.Environments;

/// <summary>
/// Looks now and then whether a simulator has been within one call for too long. A thread that hangs cannot be ended in .NET, so that
/// whoever is told ends the process.
/// </summary>
/// <remarks>
/// Time counts in the looks, which a process that is stopped (Ctrl+Z, a debugger, a suspended machine) does not take: none of that is taken for hanging.
/// </remarks>
internal sealed class SimulatorWatch : IDisposable
{
    private const int LooksWithinLimit = 8;

    private readonly Lock _lock = new();
    private readonly List<(SimulatorCalls Calls, long[] Last, int[] Looks)> _watched = [];
    private readonly double _limit;
    private readonly Action<EnvironmentException> _hung;
    private readonly Timer _timer;
    private bool _ended;

    /// <summary>Begins to look.</summary>
    /// <param name="limit">Seconds, above 0.</param>
    /// <param name="hung">Told once, on a thread of the timer.</param>
    public SimulatorWatch(double limit, Action<EnvironmentException> hung)
    {
        (_limit, _hung) = (limit, hung);
        var period = TimeSpan.FromSeconds(limit / LooksWithinLimit);
        _timer = new Timer(_ => Look(), null, period, period);
    }

    /// <summary>Looks after these simulators too.</summary>
    public void Add(SimulatorCalls calls)
    {
        lock (_lock)
            _watched.Add((calls, new long[calls.Count], new int[calls.Count]));
    }

    /// <summary>Looks no more.</summary>
    public void Dispose()
    {
        lock (_lock)
            _ended = true;
        _timer.Dispose();
    }

    private void Look()
    {
        EnvironmentException? hung = null;
        lock (_lock)
        {
            for (int i = 0; i < _watched.Count && !_ended && hung is null; i++)
                hung = Look(_watched[i].Calls, _watched[i].Last, _watched[i].Looks);
            _ended |= hung is not null;
        }

        if (hung is not null)
            _hung(hung);
    }

    /// <summary>A call that was there at a look and at so many after it has lasted for the limit at least.</summary>
    private EnvironmentException? Look(SimulatorCalls calls, long[] last, int[] looks)
    {
        for (int row = 0; row < calls.Count; row++)
        {
            long present = calls.Present(row);
            looks[row] = present != 0 && present == last[row] ? looks[row] + 1 : 0;
            last[row] = present;
            if (looks[row] >= LooksWithinLimit)
                return calls.Describe(row, new EnvironmentException(string.Create(CultureInfo.InvariantCulture, $"has not returned within {_limit} s, which is the limit (environment-timeout)")));
        }

        return null;
    }
}
