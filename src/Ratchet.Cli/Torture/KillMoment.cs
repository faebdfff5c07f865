using Ratchet.Numerics;

namespace Ratchet.Cli.Torture;

/// <summary>What a training is doing when it is killed.</summary>
internal enum KillPhase
{
    /// <summary>Before its first iteration is finished: the process starts, reads its folder, and loads its checkpoint.</summary>
    StartUp,

    /// <summary>It collects a batch or updates the policy.</summary>
    Iteration,

    /// <summary>It writes a checkpoint.</summary>
    Checkpoint,
}

/// <summary>When a process is to be killed.</summary>
/// <param name="Phase">What it is to be doing; what it really did is seen from its folder.</param>
/// <param name="Lines">Iterations that it finishes before.</param>
/// <param name="Share">How far into the phase, 0 … 1.</param>
internal readonly record struct KillMoment(KillPhase Phase, int Lines, double Share)
{
    /// <summary>
    /// A start, a rollout or update, or a checkpoint's write; iterations twice as often as the others, since they are two things, and uniform in time within each.
    /// </summary>
    /// <param name="random">Draws it.</param>
    /// <param name="most">Iterations that it may finish before, at least 1.</param>
    public static KillMoment Draw(ref RandomStream random, int most)
    {
        KillPhase phase = (int)(4 * random.NextDouble()) switch { 0 => KillPhase.StartUp, 1 => KillPhase.Checkpoint, _ => KillPhase.Iteration };
        int lines = phase == KillPhase.StartUp ? 0 : 1 + (int)(most * random.NextDouble());
        return new KillMoment(phase, lines, random.NextDouble());
    }
}
