using Ratchet.Environments;

namespace Ratchet.Gymnasium.Tests;

/// <summary>A vector environment with the buffers that it needs.</summary>
internal sealed class VectorRun : IDisposable
{
    public VectorRun(string name, int count, WorkerOptions options)
    {
        Environment = GymnasiumEnvironments.Define(name, options).Vectorize(count);
        int size = Environment.ObservationSpace.Size;
        Actions = new float[count * Environment.ActionSpace.Size];
        Observations = new float[count * size];
        FinalObservations = new float[count * size];
        Rewards = new float[count];
        Terminated = new bool[count];
        Truncated = new bool[count];
    }

    public IVectorEnvironment Environment { get; }

    public float[] Actions { get; }

    public float[] Observations { get; }

    public float[] FinalObservations { get; }

    public float[] Rewards { get; }

    public bool[] Terminated { get; }

    public bool[] Truncated { get; }

    public int[] Workers => [.. ((GymnasiumVectorEnvironment)Environment).ProcessIds];

    public void Reset(ulong seed = 1) => Environment.Reset(seed, Observations);

    public void Step() => Environment.Step(Actions, Observations, Rewards, Terminated, Truncated, FinalObservations);

    public void Step(int times)
    {
        for (int i = 0; i < times; i++)
            Step();
    }

    public void Dispose() => Environment.Dispose();
}
