using Ratchet.Environments.RandomPlay;
using Ratchet.Numerics;

namespace Ratchet.Environments.Checking;

/// <summary>What random play showed: the sizes of numbers, and how episodes begin and end.</summary>
internal sealed class PlayLog
{
    /// <summary>No more episodes are begun after so many steps.</summary>
    private const int EnoughSteps = 30_000;

    /// <summary>Bounds are often written in single precision: 0.41887903 for 24°.</summary>
    private const double Tolerance = 1e-6;

    public int Episodes => Ends.Count;

    public long Steps { get; private set; }

    /// <summary>The entries of all observations at which an action was chosen.</summary>
    public EntrySums? Entries { get; private set; }

    public List<Ending> Ends { get; } = [];

    public double SumOfSquaredRewards { get; private set; }

    /// <summary>Plays, and reports observations outside their space and episodes without an end.</summary>
    public IEnumerable<Finding> Play(Workbench bench, int episodes)
    {
        Rehearsal player = bench.First;
        Entries = new EntrySums(player.Observation.Length);
        var outside = new OutsideSpace(player.Environment.ObservationSpace);
        bool endless = false;
        for (uint episode = 0; episode < episodes && Steps < EnoughSteps && !endless; episode++)
        {
            double total = 0;
            player.Reset(episode);
            double[] first = [.. player.Observation];
            outside.Look(player);
            while (!player.Ended && player.Steps < bench.Limit)
            {
                Entries.Add(player.Observation);
                player.Step();
                outside.Look(player);
                total += player.Reward;
                SumOfSquaredRewards += player.Reward * player.Reward;
            }

            Steps += player.Steps;
            Ends.Add(new Ending(player.Steps, total, player.Terminated, player.Truncated, first, [.. player.Observation], player.RandomBefore, player.Random));
            endless = !player.Ended && bench.Definition.TimeLimit is null;
        }

        if (outside.Finding is { } finding)
            yield return finding;
        if (endless)
            yield return Finding.Error(
                "truncation", $"Episode {Episodes - 1} had not ended after {Workbench.MostSteps} steps, and the definition has no time limit: give it one (timeLimit: …), so that episodes are cut off and others begin.");
    }

    /// <summary>How one episode ended.</summary>
    /// <param name="Length">In steps.</param>
    /// <param name="Return">Sum of the rewards.</param>
    /// <param name="Terminated">It came to a true end.</param>
    /// <param name="Truncated">The simulator itself cut it off.</param>
    /// <param name="First">Observation of the reset.</param>
    /// <param name="Final">Observation of the last step.</param>
    /// <param name="Before">The simulator's stream before the last step.</param>
    /// <param name="After">The simulator's stream after it.</param>
    internal sealed record Ending(
        int Length, double Return, bool Terminated, bool Truncated, double[] First, double[] Final, RandomStream Before, RandomStream After);

    /// <summary>The observation furthest outside its space.</summary>
    private sealed class OutsideSpace(Space space)
    {
        private readonly HashSet<int> _entries = [];
        private double _furthest;
        private FormattableString? _where;

        public Finding? Finding => _where is null ? null : Finding.Error("observation-space", _where);

        public void Look(Rehearsal player)
        {
            for (int i = 0; i < player.Observation.Length; i++)
            {
                double value = player.Observation[i];
                (double low, double high) = space is BoxSpace box ? (box.Low[i], box.High[i]) : (0, space.ChoicesOf(i) - 1);
                double excess = value < low ? low - value : value > high ? value - high : 0;
                if (space is not BoxSpace && value != Math.Floor(value))
                    excess = 1;
                double bound = value < low ? low : high;
                if (excess <= Tolerance * (1 + Math.Abs(bound)))
                    continue;
                _entries.Add(i);
                if (excess <= _furthest)
                    continue;
                _furthest = excess;
                string place = player.Place, others = _entries.Count > 1 ? $", and {_entries.Count - 1} other entries were outside too" : "";
                _where = space is not BoxSpace
                    ? $"Observation entry {i} is {value} {place}: it must be a whole number from 0 to {high}."
                    : (FormattableString)$"Observation entry {i} is {value} {place}, {(value < low ? "below" : "above")} its bound {bound}{others}: widen ObservationSpace, or clip what you return.";
            }
        }
    }
}
