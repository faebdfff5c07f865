// A service that acts: one line of numbers in, the action out. With --time it measures itself instead.
using System.Diagnostics;
using System.Globalization;
using Ratchet.Policies;
using Ratchet.Storage;

if (args.Length is not (1 or 2) || (args.Length == 2 && args[1] != "--time"))
{
    Console.Error.WriteLine("usage: shipped-policy POLICY [--time]     POLICY: the folder of a run, a checkpoint, or a file of weights");
    return 2;
}

try
{
    var service = new Service(Policy.Load(args[0]));
    if (args.Length == 2)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{service.Microseconds():0.00} µs an action"));
    else
        service.Answer();
    return 0;
}
catch (Exception exception) when (exception is SnapshotException or IOException or FormatException or ArgumentException)
{
    Console.Error.WriteLine($"shipped-policy: {exception.Message}");
    return 2;
}

internal sealed class Service(Policy policy)
{
    private readonly float[] _action = new float[policy.ActionSpace.Size];

    /// <summary>An action for each observation.</summary>
    public void Answer()
    {
        while (Console.ReadLine() is { } line)
        {
            policy.Act([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => float.Parse(number, CultureInfo.InvariantCulture))], _action);
            Console.WriteLine(string.Join(' ', _action.Select(number => number.ToString("R", CultureInfo.InvariantCulture))));
        }
    }

    /// <summary>The time of an action, the shortest of many rounds of 1,000: what disturbs a round only ever lengthens it.</summary>
    public double Microseconds()
    {
        const int Rounds = 200, Actions = 1000;
        float[] observation = new float[policy.ObservationSpace.Size];
        double best = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Actions; i++)
                policy.Act(observation, _action);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Actions);
        }

        return best;
    }
}
