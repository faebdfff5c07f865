using System.Globalization;

namespace Ratchet.Environments.Checking;

/// <summary>
/// Actions, or parts of their range, that change nothing. From the same state, with the same random numbers and the same actions
/// afterwards, two instances play two different actions; only what leads to the same observations, rewards and ends everywhere that
/// it was tried is reported.
/// </summary>
internal static class ActionCheck
{
    private const string Topic = "dead-action";

    /// <summary>An effect may come late, through a delay or something heavy.</summary>
    private const int StepsAfter = 30;

    private const int States = 40;
    private const int FewestStates = 8;
    private const int Episodes = 10;
    private const int StepsBetweenStates = 7;

    /// <summary>How long the search may take, in steps: about two seconds.</summary>
    private static int Budget(EnvironmentDefinition definition) => (int)Math.Clamp(2e6 / definition.StepMicroseconds, 4_000, 200_000);

    public static IEnumerable<Finding> Run(Workbench bench)
    {
        var pair = new Pair(bench.First, bench.Second, Budget(bench.Definition));
        return pair.Space switch
        {
            DiscreteSpace discrete => Discrete(pair, discrete.Count),
            BoxSpace box => Box(pair, box),
            Space choices => Choices(pair, choices),
        };
    }

    private static IEnumerable<Finding> Discrete(Pair pair, int count)
    {
        // The least action that each one could not be told from; itself when there is none.
        var twin = new int[count];
        for (int action = 0; action < count; action++)
        {
            twin[action] = action;
            for (int earlier = 0; earlier < action && twin[action] == action; earlier++)
                if (twin[earlier] == earlier && pair.AlwaysTheSame(state => ([earlier], [action]), [earlier, action]))
                    twin[action] = earlier;
        }

        IEnumerable<int[]> groups = Enumerable.Range(0, count).GroupBy(action => twin[action]).Select(group => group.ToArray());
        foreach (int[] group in groups.Where(group => group.Length > 1))
            yield return group.Length == count
                ? Finding.Error(Topic, $"No action made a difference in any state that was tried: check that Step uses the action.")
                : Finding.Warning(
                    Topic, $"{Named(group)} did the same in every state that was tried: check that Step uses the action; if they are meant to be alike, leave out all but one.");
    }

    /// <summary>Several choices at once: an entry is dead when it has several values and none of them can be told from its first.</summary>
    private static IEnumerable<Finding> Choices(Pair pair, Space space)
    {
        List<int> ignored = [];
        int first = 0, open = 0;
        for (int i = 0; i < space.Size; i++)
        {
            int entry = i, offset = first, choices = space.ChoicesOf(i);
            open += choices > 1 ? 1 : 0;
            if (choices > 1 && Enumerable.Range(1, choices - 1).All(value =>
                pair.AlwaysTheSame(state => (With(state, entry, 0), With(state, entry, value)), space.MaskSize == 0 ? [] : [offset, offset + value])))
                ignored.Add(i);
            first += choices;
        }

        return Ignored(ignored, open);
    }

    private static IEnumerable<Finding> Box(Pair pair, BoxSpace box)
    {
        List<int> ignored = [];
        var findings = new List<Finding>();
        for (int i = 0; i < box.Size; i++)
        {
            bool isBounded = double.IsFinite(box.Low[i]) && double.IsFinite(box.High[i]);
            (double low, double high) = isBounded ? (box.Low[i], box.High[i]) : Unbounded(box.Low[i], box.High[i]);
            double lower = low + (high - low) / 4, upper = high - (high - low) / 4;
            if (Same(i, low, high) && Same(i, lower, upper) && Same(i, low, upper))
                ignored.Add(i);
            else if (isBounded && Same(i, upper, high))
                findings.Add(Finding.Warning(Topic, $"Action entry {i} does the same at {upper} as at its bound {high} in every state that was tried: narrow ActionSpace to what has an effect, or scale the action inside Step."));
            else if (isBounded && Same(i, low, lower))
                findings.Add(Finding.Warning(Topic, $"Action entry {i} does the same at {lower} as at its bound {low} in every state that was tried: narrow ActionSpace to what has an effect, or scale the action inside Step."));
        }

        return ignored.Count == box.Size ? Ignored(ignored, box.Size) : findings.Concat(Ignored(ignored, box.Size));

        bool Same(int entry, double one, double other) => pair.AlwaysTheSame(state => (With(state, entry, one), With(state, entry, other)));
    }

    private static IEnumerable<Finding> Ignored(List<int> entries, int size)
    {
        if (entries.Count == size && size > 0)
            yield return Finding.Error(Topic, $"No action made a difference in any state that was tried: check that Step uses the action.");
        else if (entries.Count > 0)
            yield return Finding.Warning(
                Topic, $"Action {(entries.Count == 1 ? "entry" : "entries")} {string.Join(", ", entries)} made no difference in any state that was tried: check that Step uses {(entries.Count == 1 ? "it" : "them")}, or leave {(entries.Count == 1 ? "it" : "them")} out.");
    }

    private static (double Low, double High) Unbounded(double low, double high) =>
        double.IsFinite(low) ? (low, low + 2) : double.IsFinite(high) ? (high - 2, high) : (-1, 1);

    private static double[] With(double[] action, int entry, double value)
    {
        double[] changed = [.. action];
        changed[entry] = value;
        return changed;
    }

    private static string Named(int[] all)
    {
        string first = string.Join(", ", all[..^1].Select(action => action.ToString(CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"Actions {first} and {all[^1]}");
    }

    /// <summary>Two instances that are brought into the same state again and again.</summary>
    private sealed class Pair(Rehearsal one, Rehearsal other, int budget)
    {
        private int _steps;

        public Space Space => one.Environment.ActionSpace;

        /// <summary>Whether two actions led to the same in every state; a state in which one of them is not valid says nothing.</summary>
        /// <param name="actions">The two, made from the random action of that state.</param>
        /// <param name="needed">Discrete actions that must be valid.</param>
        public bool AlwaysTheSame(Func<double[], (double[] One, double[] Other)> actions, params ReadOnlySpan<int> needed)
        {
            int tried = 0;
            for (int state = 0; state < States; state++)
            {
                if (_steps > budget)
                    return false;
                if (!Reach(state))
                    continue;
                bool valid = true;
                foreach (int action in needed)
                    valid &= one.Mask.IsEmpty || one.Mask[action];
                if (!valid)
                    continue;
                double[] drawn = [.. one.DrawAction()];
                other.DrawAction();
                (double[] first, double[] second) = actions(drawn);
                if (!first.AsSpan().SequenceEqual(second) && !SameOutcome(first, second))
                    return false;
                tried++;
            }

            return tried >= FewestStates;
        }

        /// <summary>Both play the same random steps; false when the episode ends on the way.</summary>
        private bool Reach(int state)
        {
            uint episode = (uint)(state % Episodes);
            one.Reset(episode);
            other.Reset(episode);
            for (int step = 0; step < state / Episodes * StepsBetweenStates; step++)
            {
                one.Step();
                other.Step();
                _steps += 2;
                if (one.Ended)
                    return false;
            }

            return true;
        }

        private bool SameOutcome(double[] first, double[] second)
        {
            one.Step(first);
            other.Step(second);
            _steps += 2;
            for (int step = 0; step < StepsAfter && Agree() && !one.Ended; step++)
            {
                double[] action = [.. one.DrawAction()];
                one.Step(action);
                other.Step(action);
                _steps += 2;
            }

            return Agree();
        }

        private bool Agree() => one.Reward == other.Reward && one.Terminated == other.Terminated && one.Truncated == other.Truncated
            && one.Observation.AsSpan().SequenceEqual(other.Observation) && one.Mask.SequenceEqual(other.Mask);
    }
}
