using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Tests.Environments.MinAtar;

/// <summary>
/// Plays at random, but only actions after which it can still live for some steps: it tries them out on a copy of the game with a copy of the
/// random numbers. So it comes to parts of a game that random play never sees.
/// </summary>
internal sealed class CautiousPlayer(IEnvironment scratch, int depth)
{
    private const int Actions = 6;
    private const int MostTries = 400;

    private RandomStream _choices = new(3, StreamPurpose.User);
    private int _tries;

    /// <param name="game">In the state to choose in.</param>
    /// <param name="random">What the game will draw.</param>
    /// <param name="first">The action that is tried first; negative for any.</param>
    public int Choose(IEnvironment game, RandomStream random, int first = -1)
    {
        double[] snapshot = new double[game.SnapshotSize];
        game.SaveSnapshot(snapshot);
        _tries = 0;
        return Search(snapshot, random, depth, first) is var action and >= 0 ? action : _choices.NextBelow(Actions);
    }

    private int Search(double[] snapshot, RandomStream random, int steps, int first = -1)
    {
        int offset = first < 0 ? _choices.NextBelow(Actions) : first;
        for (int i = 0; i < Actions && _tries < MostTries; i++)
        {
            int action = (offset + i) % Actions;
            _tries++;
            RandomStream copy = random;
            scratch.LoadSnapshot(snapshot);
            if (scratch.Step([action], ref copy).Terminated)
                continue;
            if (steps == 1)
                return action;
            double[] next = new double[snapshot.Length];
            scratch.SaveSnapshot(next);
            if (Search(next, copy, steps - 1) >= 0)
                return action;
        }

        return -1;
    }
}
