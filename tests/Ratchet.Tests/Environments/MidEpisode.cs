using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Environments;

/// <summary>
/// A resume in mid-episode: the state of several simulators, each at another place of its episode, goes into simulators that were never reset, and what follows
/// is the same to the bit, through ends and resets.
/// </summary>
internal static class MidEpisode
{
    private const int Rows = 3;

    /// <summary>Saves right after the reset, when the first quantities lag, and in full swing.</summary>
    private static readonly int[] Moments = [0, 1, 2, 37, 90];

    /// <summary>Requires that so many steps after each moment are the same.</summary>
    public static void RequireResume(EnvironmentDefinition definition, int steps)
    {
        using var original = new Player(definition);
        original.Environments.Reset(seed: 5, original.Observations);
        int played = 0, ends = 0;
        foreach (int moment in Moments)
        {
            for (; played < moment; played++)
                original.Step(played);
            var state = new double[original.Environments.StateSize];
            original.Environments.SaveState(state);
            Assert.All(state, value => Assert.True(double.IsFinite(value)));

            using var uninterrupted = new Player(definition);
            using var resumed = new Player(definition);
            // One that has played something else, and one that has done nothing.
            uninterrupted.Environments.Reset(seed: 6, uninterrupted.Observations);
            for (int step = 0; step < 11; step++)
                uninterrupted.Step(step);
            uninterrupted.Environments.LoadState(state);
            resumed.Environments.LoadState(state);
            var again = new double[state.Length];
            resumed.Environments.SaveState(again);
            Assert.Equal(state, again);
            int last = moment == Moments[^1] ? steps : Math.Min(steps, 40);
            for (int step = 0; step < last; step++)
            {
                uninterrupted.Step(played + step);
                resumed.Step(played + step);
                resumed.RequireEqual(uninterrupted, $"{definition.Name}, {step + 1} steps after step {moment}");
                // The one that saved goes on too: saving only reads.
                if (moment != Moments[^1])
                    continue;
                original.Step(played + step);
                resumed.RequireEqual(original, $"{definition.Name}, {step + 1} steps after step {moment}, against the one that saved");
                ends += resumed.Ends;
            }
        }

        Assert.True(ends > 0, $"No episode of {definition.Name} ended in {steps} steps.");
    }

    /// <summary>Several simulators and what the last step of them gave.</summary>
    private sealed class Player : IDisposable
    {
        private readonly float[] _actions;
        private readonly float[] _final;
        private readonly float[] _rewards = new float[Rows];
        private readonly bool[] _terminated = new bool[Rows];
        private readonly bool[] _truncated = new bool[Rows];
        private readonly bool[] _masks;
        private readonly int[] _tasks = new int[Rows];

        public Player(EnvironmentDefinition definition)
        {
            Environments = new VectorEnvironment(definition, Rows);
            Observations = new float[Rows * Environments.ObservationSpace.Size];
            _final = new float[Observations.Length];
            _actions = new float[Rows * Environments.ActionSpace.Size];
            _masks = new bool[Rows * Environments.ActionSpace.MaskSize];
        }

        public VectorEnvironment Environments { get; }

        public float[] Observations { get; }

        public int Ends => Enumerable.Range(0, Rows).Count(row => _terminated[row] || _truncated[row]);

        /// <summary>An action that depends on the step, the row and the mask alone.</summary>
        public void Step(int step)
        {
            var random = new RandomStream(9, StreamPurpose.User, (uint)step);
            int size = Environments.ActionSpace.Size;
            if (_masks.Length > 0)
                Environments.GetActionMasks(_masks);
            for (int i = 0; i < _actions.Length; i++)
                _actions[i] = Environments.ActionSpace is BoxSpace box
                    ? (float)random.NextUniform(Math.Max(box.Low[i % size], -10), Math.Min(box.High[i % size], 10))
                    : Choose(i / size, ref random);
            Array.Clear(_final);
            Environments.Step(_actions, Observations, _rewards, _terminated, _truncated, _final);
        }

        public void RequireEqual(Player other, string where)
        {
            Environments.GetTasks(_tasks);
            other.Environments.GetTasks(other._tasks);
            bool same = Bits(Observations).SequenceEqual(Bits(other.Observations)) && Bits(_rewards).SequenceEqual(Bits(other._rewards)) && Bits(_final).SequenceEqual(Bits(other._final))
                && _terminated.SequenceEqual(other._terminated) && _truncated.SequenceEqual(other._truncated) && _masks.SequenceEqual(other._masks) && _tasks.SequenceEqual(other._tasks);
            Assert.True(same, where);
        }

        public void Dispose() => Environments.Dispose();

        private float Choose(int row, ref RandomStream random)
        {
            int choices = Environments.ActionSpace.MaskSize;
            ReadOnlySpan<bool> mask = _masks.AsSpan(row * choices, choices);
            int chosen = random.NextBelow(mask.Count(true));
            for (int action = 0; ; action++)
                if (mask[action] && chosen-- == 0)
                    return action;
        }

        private static ReadOnlySpan<int> Bits(float[] values) => System.Runtime.InteropServices.MemoryMarshal.Cast<float, int>(values);
    }
}
