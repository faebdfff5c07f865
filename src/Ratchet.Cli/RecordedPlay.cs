using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Cli;

/// <summary>Observations that a policy meets when it acts, with sampled actions: what an exported policy is compared on.</summary>
/// <param name="Observations">Raw, dense rows.</param>
/// <param name="HasActionMasks">Whether the task forbids actions.</param>
internal sealed record RecordedPlay(float[] Observations, bool HasActionMasks)
{
    private const int Environments = 4;
    private const int Steps = 64;

    /// <summary>Plays some steps of a task.</summary>
    /// <exception cref="EnvironmentException">The task cannot be played.</exception>
    public static RecordedPlay Of(ActorCritic policy, EnvironmentDefinition definition, ulong seed)
    {
        using IVectorEnvironment environment = definition.Vectorize(Environments);
        int width = environment.ObservationSpace.Size;
        float[] observations = new float[Steps * Environments * width], next = new float[Environments * width], final = new float[Environments * width];
        float[] actions = new float[Environments * environment.ActionSpace.Size], rewards = new float[Environments];
        bool[] terminated = new bool[Environments], truncated = new bool[Environments];
        bool[] masks = new bool[environment.HasActionMasks ? Environments * environment.ActionSpace.MaskSize : 0];
        RandomStream[] streams = [.. Enumerable.Range(0, Environments).Select(index => new RandomStream(seed, StreamPurpose.User, (uint)index))];
        var actor = new PolicyActor(policy, Environments);
        environment.Reset(seed, next);
        for (int step = 0; step < Steps; step++)
        {
            next.CopyTo(observations, step * next.Length);
            if (masks.Length > 0)
                environment.GetActionMasks(masks);
            actor.Act(next, Environments, deterministic: false, streams, masks, actions);
            environment.Step(actions, next, rewards, terminated, truncated, final);
        }

        return new RecordedPlay(observations, environment.HasActionMasks);
    }
}
