using System.Globalization;

namespace Ratchet.Environments.Checking;

/// <summary>What one episode gave, number by number.</summary>
internal sealed class Recording
{
    private readonly List<Moment> _moments = [];

    /// <summary>Actions so far; the first moment has none before it.</summary>
    public int Steps => _moments.Count - 1;

    /// <summary>Plays a random episode and records it.</summary>
    public static Recording Of(Rehearsal player, uint episode, int steps)
    {
        var recording = new Recording();
        player.Reset(episode);
        recording.Add(player);
        while (!player.Ended && player.Steps < steps)
        {
            player.Step();
            recording.Add(player);
        }

        return recording;
    }

    /// <summary>The action that led to a moment (1 is the first).</summary>
    public ReadOnlySpan<double> ActionBefore(int moment) => _moments[moment].Action;

    /// <summary>Plays the same actions from a moment on and says where the simulator first does something else; null when nowhere.</summary>
    public string? Replay(Rehearsal player, int from, Action? between = null)
    {
        for (int moment = from + 1; moment <= Steps; moment++)
        {
            player.Step(_moments[moment].Action);
            if (Difference(moment, player) is { } difference)
                return difference;
            between?.Invoke();
        }

        return null;
    }

    /// <summary>The first difference between a moment and where a simulator is now, as a noun; null when there is none.</summary>
    public string? Difference(int moment, Rehearsal player)
    {
        Moment recorded = _moments[moment];
        string place = moment == 0 ? "after the reset" : string.Create(CultureInfo.InvariantCulture, $"at step {moment}");
        for (int i = 0; i < player.Observation.Length; i++)
            if (player.Observation[i] != recorded.Observation[i])
                return string.Create(CultureInfo.InvariantCulture, $"observation entry {i} {place} ({recorded.Observation[i]}, then {player.Observation[i]})");
        if (player.Reward != recorded.Reward)
            return string.Create(CultureInfo.InvariantCulture, $"the reward {place} ({recorded.Reward}, then {player.Reward})");
        if (player.Terminated != recorded.Terminated || player.Truncated != recorded.Truncated)
            return $"the end of the episode {place}";
        return player.Mask.SequenceEqual(recorded.Mask) ? null : $"the action mask {place}";
    }

    private void Add(Rehearsal player) => _moments.Add(new Moment(
        player.LastAction.ToArray(), [.. player.Observation], player.Reward, player.Terminated, player.Truncated, player.Mask.ToArray()));

    private sealed record Moment(double[] Action, double[] Observation, double Reward, bool Terminated, bool Truncated, bool[] Mask);
}
