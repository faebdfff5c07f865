using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ratchet.Numerics;

namespace Ratchet.Benchmarks;

/// <summary>Our tanh (and exp, log, sigmoid in the table) at the widest lanes against the C library's, one call a number.</summary>
internal sealed unsafe class ElementaryBenchmark : IBenchmark
{
    private const int Count = 4096;
    private const int Repeats = 40;
    private const int CallsPerRepeat = 100;

    public string Name => "tanh";

    public string Summary => "tanh, exp, log and sigmoid of floats, ns a number at every width";

    public BenchmarkResult Run(TextWriter details)
    {
        double widest = Widths(details);
        double library = Measure(&LibraryTanh);
        return new BenchmarkResult(library / widest, "times as fast", string.Create(
            CultureInfo.InvariantCulture, $"tanh at the widest lanes {widest:0.000} ns a number against MathF.Tanh {library:0.00} ns"));
    }

    /// <summary>A line for every width; returns the widest one's tanh.</summary>
    private static double Widths(TextWriter details)
    {
        double tanh = Report<Lanes1>(details);
        tanh = Lanes128.IsSupported ? Report<Lanes128>(details) : tanh;
        tanh = Lanes256.IsSupported ? Report<Lanes256>(details) : tanh;
        return Lanes512.IsSupported ? Report<Lanes512>(details) : tanh;
    }

    private static double Report<L>(TextWriter details)
        where L : struct, ILanes<L>
    {
        double tanh = Measure(&Elementary<L>.Tanh);
        details.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{L.Count,2} lanes, ns a number: tanh {tanh:0.000}  exp {Measure(&Elementary<L>.Exp):0.000}  log {Measure(&Elementary<L>.Log):0.000}  sigmoid {Measure(&Elementary<L>.Sigmoid):0.000}"));
        return tanh;
    }

    private static void LibraryTanh(float* source, float* destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            destination[i] = MathF.Tanh(source[i]);
        }
    }

    /// <summary>Nanoseconds a number, best of the repeats, on inputs spread over (0.1, 3.1).</summary>
    private static double Measure(delegate*<float*, float*, int, void> function)
    {
        float* source = (float*)NativeMemory.AlignedAlloc(2 * Count * sizeof(float), 64);
        for (int i = 0; i < Count; i++)
        {
            source[i] = 0.1f + 3 * (i * 0.618034f % 1);
        }
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int call = 0; call < CallsPerRepeat; call++)
            {
                function(source, source + Count, Count);
            }
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / (CallsPerRepeat * (double)Count));
        }
        NativeMemory.AlignedFree(source);
        return best;
    }
}
