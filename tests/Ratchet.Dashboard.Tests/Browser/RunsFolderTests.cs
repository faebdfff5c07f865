using Ratchet.Studies.Records;
using Xunit;

namespace Ratchet.Dashboard.Tests.Browser;

/// <summary>That the runs which the page is tested with are what they claim to be.</summary>
public sealed class RunsFolderTests : IDisposable
{
    private readonly RunsFolder _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void A_written_run_has_every_number_of_a_trained_one()
    {
        _runs.Write("written", points: 50);
        _runs.Train("trained", RunsFolder.Short("cartpole"));
        RunRecord written = RunRecord.Read(_runs.Sub("written")), trained = RunRecord.Read(_runs.Sub("trained"));
        Assert.Equal(50 * RunsFolder.BatchSteps, written.Steps);
        Assert.Empty(trained.Iterations.Names.Except(written.Iterations.Names));
    }

    [Fact]
    public void All_that_is_hostile_can_be_written_and_removed()
    {
        using (var outside = new RunsFolder())
            HostileRuns.Write(_runs, outside);
        foreach (string name in HostileRuns.Names)
            Assert.Equal(20 * RunsFolder.BatchSteps, RunRecord.Read(_runs.Sub(name)).Steps);
        Assert.Equal(HostileRuns.Faults.Count, Directory.EnumerateDirectories(_runs.Sub("faults")).Count(path => !path.EndsWith("/pipe", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_many_runs_each_has_a_seed_of_its_own_and_all_its_points()
    {
        _runs.WriteMany(runs: 12, points: 5);
        RunRecord[] records = [.. Directory.EnumerateDirectories(_runs.Path, "*", SearchOption.AllDirectories).Where(path => File.Exists(Path.Combine(path, "config.json"))).Select(path => RunRecord.Read(path))];
        Assert.Equal(Enumerable.Range(1, 12).Select(seed => (ulong)seed), records.Select(record => (ulong)record.Options.Training.Seed).Order());
        Assert.All(records, record => Assert.Equal(5 * RunsFolder.BatchSteps, record.Steps));
    }
}
