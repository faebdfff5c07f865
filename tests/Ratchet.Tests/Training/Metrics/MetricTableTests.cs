using System.Reflection;
using System.Text.RegularExpressions;
using Ratchet.Training;
using Ratchet.Training.Metrics;
using Xunit;

namespace Ratchet.Tests.Training.Metrics;

public sealed partial class MetricTableTests
{
    /// <summary>A number that an iteration has and no metric reads would be in no log: each is changed alone, and some metric must see it.</summary>
    [Fact]
    public void Every_number_of_an_iteration_is_read_by_a_metric()
    {
        foreach (PropertyInfo property in typeof(IterationMetrics).GetProperties())
        {
            IterationMetrics before = Ones(), after = Ones();
            property.SetValue(after, Convert.ChangeType(2, property.PropertyType, provider: null));
            Assert.True(MetricTable.OfIteration.Any(metric => metric.Read(before) != metric.Read(after)), property.Name);
        }
    }

    [Fact]
    public void A_name_is_a_group_and_a_name_and_stands_once()
    {
        string[] names = [.. MetricTable.OfIteration.Select(metric => metric.Name), .. MetricTable.OfEvaluation.Select(metric => metric.Name), .. MetricTable.OfRun.Select(metric => metric.Name)];
        Assert.All(names, name => Assert.Matches(Name(), name));
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    /// <summary>What the page of the run's folder says: a number differs between equal runs where its unit is of time or memory.</summary>
    [Fact]
    public void What_depends_on_the_machine_shows_by_its_unit() =>
        Assert.All(MetricTable.OfIteration, metric => Assert.Equal(metric.Unit is "s" or "steps/s" or "bytes" or "threads", metric.DependsOnMachine));

    // 1,000 steps in 4 s; a batch of 60 steps, of which 2 s in the environments, 3 s beside them, 5 s in the update.
    [Fact]
    public void Rates_are_steps_over_their_time()
    {
        var metrics = new IterationMetrics { Steps = 1000, Seconds = 4, BatchSteps = 60, EnvironmentSeconds = 2, InferenceSeconds = 3, UpdateSeconds = 5 };
        Assert.Equal([250, 30, 20, 12], MetricTable.OfIteration.Where(metric => metric.Unit == "steps/s").Select(metric => metric.Read(metrics)));
    }

    /// <summary>The process has a megabyte at least and less than the machine, in the pages of Linux too.</summary>
    [Fact]
    public void Memory_is_that_of_the_process_and_costs_none()
    {
        byte[] block = new byte[64 << 20];
        block.AsSpan().Fill(1);
        Assert.InRange(ProcessMemory.Resident, block.Length, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        long resident = 0;
        Assert.Equal(0, Allocation.Least(() => resident = ProcessMemory.Resident));
        Assert.True(resident > 0 && block[^1] == 1);
    }

    private static IterationMetrics Ones()
    {
        var metrics = new IterationMetrics();
        foreach (PropertyInfo property in typeof(IterationMetrics).GetProperties())
            property.SetValue(metrics, Convert.ChangeType(1, property.PropertyType, provider: null));
        return metrics;
    }

    [GeneratedRegex("^(time|rollout|train|eval|total)/[a-z_]+$")]
    private static partial Regex Name();
}
