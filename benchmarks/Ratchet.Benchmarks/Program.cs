using System.Globalization;
using Ratchet.Benchmarks;
using Ratchet.MuJoCo;

IBenchmark[] benchmarks =
[
    .. from type in typeof(IBenchmark).Assembly.GetTypes()
       where type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IBenchmark))
       let benchmark = (IBenchmark)Activator.CreateInstance(type)!
       orderby benchmark.Name
       select benchmark,
];

switch (args)
{
    case [] or ["--help" or "-h"]:
        Console.WriteLine("./bench NAME runs one of these, ./bench all runs every one:");
        foreach (IBenchmark benchmark in benchmarks)
            Console.WriteLine($"  {benchmark.Name,-24} {benchmark.Summary}");
        return 0;

    case ["all"]:
        foreach (IBenchmark benchmark in benchmarks)
            RunAndReport(benchmark);
        return 0;

    case [string name]:
        if (Array.Find(benchmarks, candidate => candidate.Name == name) is not { } chosen)
            return Refuse($"there is no benchmark '{name}'.{Suggestion(name)} './bench' lists them.");
        RunAndReport(chosen);
        return 0;

    default:
        return Refuse("one name at a time, or 'all'.");
}

static void RunAndReport(IBenchmark benchmark)
{
    BenchmarkResult result;
    try
    {
        // On standard error, so that `./bench all > docs/results/speed.txt` leaves the results alone in the file.
        result = benchmark.Run(Console.Error);
    }
    catch (Exception exception) when (exception is MuJoCoUnavailableException or BenchmarkSkippedException)
    {
        Console.Error.WriteLine($"{benchmark.Name}: skipped ({exception.Message})");
        return;
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{benchmark.Name}: {result.Ratio:0.00} {result.Unit} ({result.Against})"));
}

static int Refuse(string sentence)
{
    Console.Error.WriteLine($"bench: {sentence}");
    return 2;
}

string Suggestion(string name) =>
    benchmarks.Select(benchmark => benchmark.Name).Append("all").MinBy(candidate => EditDistance(name, candidate)) is { } nearest
        ? $" Did you mean '{nearest}'?"
        : "";

// Levenshtein's distance, one row at a time: row[j] is the distance from what was read of a to the first j letters of b.
static int EditDistance(string a, string b)
{
    int[] row = [.. Enumerable.Range(0, b.Length + 1)];
    for (int i = 1; i <= a.Length; i++)
    {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= b.Length; j++)
        {
            int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
        }
    }
    return row[b.Length];
}
