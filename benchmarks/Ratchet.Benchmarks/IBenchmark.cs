namespace Ratchet.Benchmarks;

/// <summary>
/// One claim of speed. A class that implements this and has a parameterless constructor is listed and run by <c>./bench</c>;
/// nothing else is to be registered.
/// </summary>
public interface IBenchmark
{
    /// <summary>In kebab-case: what <c>./bench NAME</c> takes.</summary>
    string Name { get; }

    /// <summary>What is measured, in half a line.</summary>
    string Summary { get; }

    /// <summary>Measures both sides of the ratio in this one run, so that the machine's mood cancels.</summary>
    /// <param name="details">For a table of what was measured, before the one line of the result.</param>
    BenchmarkResult Run(TextWriter details);
}

/// <summary>The outcome, printed as <c>NAME: RATIO unit (what against what)</c>.</summary>
/// <param name="Ratio">To the hardware's peak, or to the alternative.</param>
/// <param name="Unit">Such as <c>of peak</c> or <c>times</c>.</param>
/// <param name="Against">What against what, such as <c>matrix product 86.1 GFLOP/s against FMA peak 118.4 GFLOP/s</c>.</param>
public sealed record BenchmarkResult(double Ratio, string Unit, string Against);

/// <summary>A benchmark needs what this machine lacks; the message is one sentence that says what.</summary>
public sealed class BenchmarkSkippedException(string message) : Exception(message);
