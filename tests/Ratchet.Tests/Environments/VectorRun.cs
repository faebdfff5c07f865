using Ratchet.Environments;

namespace Ratchet.Tests.Environments;

/// <summary>A vector environment with the arrays of its last step.</summary>
internal sealed class VectorRun : IDisposable
{
    public VectorRun(VectorEnvironment environments, ulong seed = 1)
    {
        Environments = environments;
        int size = environments.ObservationSpace.Size;
        Actions = new float[environments.Count * environments.ActionSpace.Size];
        Observations = new float[environments.Count * size];
        FinalObservations = new float[environments.Count * size];
        Rewards = new float[environments.Count];
        Terminated = new bool[environments.Count];
        Truncated = new bool[environments.Count];
        environments.Reset(seed, Observations);
    }

    public VectorEnvironment Environments { get; }
    public float[] Actions { get; }
    public float[] Observations { get; }
    public float[] FinalObservations { get; }
    public float[] Rewards { get; }
    public bool[] Terminated { get; }
    public bool[] Truncated { get; }

    public void Step() => Environments.Step(Actions, Observations, Rewards, Terminated, Truncated, FinalObservations);

    /// <summary>Steps with actions that depend on the step and the row, and gives back everything that was seen, as bits.</summary>
    public List<int> Trace(int from, int to)
    {
        var bits = new List<int>();
        for (int step = from; step < to; step++)
        {
            for (int i = 0; i < Actions.Length; i++)
                Actions[i] = Environments.ActionSpace is DiscreteSpace discrete
                    ? (step * 7 + i * 3 + step / 5) % discrete.Count
                    : (step * 7 + i * 3) % 5 - 2.25f;
            Array.Clear(FinalObservations);
            Step();
            foreach (float[] values in new[] { Observations, FinalObservations, Rewards })
                bits.AddRange(values.Select(BitConverter.SingleToInt32Bits));
            bits.AddRange(Terminated.Concat(Truncated).Select(flag => flag ? 1 : 0));
        }

        return bits;
    }

    public void Dispose() => Environments.Dispose();
}
