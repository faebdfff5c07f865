using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments;

/// <summary>What holds for every task that brings a batch of its own beside its single simulator.</summary>
public sealed class SimulatorBatchTests
{
    public static TheoryData<string> Names => [.. EnvironmentRegistry.BuiltIn.Definitions.Where(task => task.CreateBatch is not null).Select(task => task.Name)];

    // 37 rows on three threads: whole vectors and what is left of them, in ranges that begin anywhere.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_has_the_bits_of_simulators_that_are_stepped_one_by_one(string name)
    {
        EnvironmentDefinition definition = EnvironmentRegistry.BuiltIn.Find(name) with { TimeLimit = 40 };
        using var pool = new WorkerPool(3);
        using var batch = new VectorRun(new VectorEnvironment(definition with { StepMicroseconds = 1000 }, 37, pool), seed: 6);
        using var alone = new VectorRun(new VectorEnvironment(definition with { CreateBatch = null }, 37), seed: 6);
        Assert.Equal(alone.Observations, batch.Observations);
        Assert.Equal(alone.Trace(0, 90), batch.Trace(0, 90));
        double[] batchState = new double[batch.Environments.StateSize], aloneState = new double[alone.Environments.StateSize];
        batch.Environments.SaveState(batchState);
        alone.Environments.SaveState(aloneState);
        Assert.Equal(aloneState, batchState);
    }
}
