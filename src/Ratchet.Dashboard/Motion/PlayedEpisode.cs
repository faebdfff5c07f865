using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ratchet.Environments;
using Ratchet.Environments.Drawing;
using Ratchet.Policies;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Motion;

/// <summary>Which episode is to be played.</summary>
/// <param name="Folder">The run's.</param>
/// <param name="KeptAt">Environment steps of the kept checkpoint; null for the last one.</param>
/// <param name="Deterministic">The most probable actions instead of sampled ones.</param>
/// <param name="Seed">Of the streams.</param>
internal readonly record struct EpisodeRequest(string Folder, long? KeptAt, bool Deterministic, ulong Seed);

/// <summary>An episode that was played: its scenes, and what the policy did and earned in each.</summary>
internal sealed class PlayedEpisode
{
    /// <summary>Pictures of an episode, the first state's included; a longer episode is shown up to there.</summary>
    public const int MostFrames = 2000;

    /// <summary>Numbers of all pictures together, 32 MB: a simulator of one's own may draw as much as it likes.</summary>
    private const long MostNumbers = 4_000_000;

    private readonly FrameTable _frames = new();
    private readonly List<double> _rewards = [];
    private readonly List<float[]> _actions = [];
    private readonly List<float[]> _probabilities = [];
    private double _secondsPerFrame;
    private bool _isDiscrete;
    private bool _terminated;
    private bool _ended;

    private PlayedEpisode()
    {
    }

    /// <summary>Plays an episode with the policy of a checkpoint.</summary>
    /// <param name="request">Which.</param>
    /// <param name="definitionOf">The task of a run, without the run's wrappers.</param>
    /// <param name="limit">Time after which the episode is shown as far as it came.</param>
    /// <param name="stop">Nobody waits for it any more.</param>
    /// <exception cref="MotionException">The environment is not available, or cannot be drawn.</exception>
    /// <exception cref="RunException">There is no run or no such checkpoint in the folder.</exception>
    public static PlayedEpisode Play(EpisodeRequest request, Func<RunOptions, EnvironmentDefinition> definitionOf, TimeSpan limit, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        RunOptions options = RunFolder.ReadOptions(request.Folder);
        EnvironmentDefinition definition = Find(options, definitionOf);
        ActorCritic policy = request.KeptAt is { } steps
            ? RunFolder.ReadPolicy(request.Folder, definition, steps)
            : RunFolder.ReadPolicy(request.Folder, definition);
        var played = new PlayedEpisode();
        using var episode = new RunEpisode(options, definition, policy, request.Deterministic, request.Seed);
        played.Show(episode);
        while (!episode.Ended && played._frames.Count < MostFrames && played._frames.Numbers < MostNumbers && Stopwatch.GetElapsedTime(start) < limit)
        {
            stop.ThrowIfCancellationRequested();
            episode.Step();
            played.Take(episode);
            played.Show(episode);
        }

        (played._terminated, played._ended) = (episode.Terminated, episode.Ended);
        return played;
    }

    /// <summary>
    /// Writes <c>seconds</c> of a frame, <c>rewards</c>, <c>actions</c> and <c>probabilities</c> (of frame 1 on), whether the episode <c>ended</c> and was
    /// <c>terminated</c>, and the scenes.
    /// </summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("seconds"u8, _secondsPerFrame);
        json.WriteBoolean("ended"u8, _ended);
        json.WriteBoolean("terminated"u8, _terminated);
        json.WriteStartArray("rewards"u8);
        foreach (double reward in _rewards)
            WriteShort(json, reward);
        json.WriteEndArray();
        json.WriteStartArray("actions"u8);
        foreach (float[] action in _actions)
        {
            if (_isDiscrete)
                json.WriteNumberValue((int)action[0]);
            else
                WriteRow(json, action);
        }

        json.WriteEndArray();
        json.WriteStartArray("probabilities"u8);
        foreach (float[] row in _probabilities)
            WriteRow(json, row);
        json.WriteEndArray();
        _frames.Write(json);
    }

    private static EnvironmentDefinition Find(RunOptions options, Func<RunOptions, EnvironmentDefinition> definitionOf)
    {
        try
        {
            EnvironmentDefinition definition = definitionOf(options);
            IEnvironment environment = definition.Create();
            using (environment as IDisposable)
                return Scene.CanShow(environment) ? definition : throw new MotionException($"'{options.Training.Environment}' does not draw itself, so that there is nothing to show: a simulator that does implements IDrawable.");
        }
        catch (Exception exception) when (exception is not MotionException)
        {
            // Whatever a simulator needs that is not here, a library or a process, its message says it.
            throw new MotionException($"'{options.Training.Environment}' is not available here: {exception.Message}", exception);
        }
    }

    private void Show(RunEpisode episode)
    {
        var scene = new Scene();
        scene.Show(episode.Environment);
        _frames.Add(scene);
        _secondsPerFrame = scene.SecondsPerFrame;
    }

    private void Take(RunEpisode episode)
    {
        _rewards.Add(episode.Reward);
        _actions.Add(episode.Action.ToArray());
        _isDiscrete = episode.Environment.ActionSpace is DiscreteSpace;
        if (episode.Probabilities.Length > 0)
            _probabilities.Add(episode.Probabilities.ToArray());
    }

    private static void WriteRow(Utf8JsonWriter json, float[] row)
    {
        json.WriteStartArray();
        foreach (float value in row)
            WriteShort(json, value);
        json.WriteEndArray();
    }

    /// <summary>Four digits are enough to read; the page adds the rewards up, so that they have seven.</summary>
    private static void WriteShort(Utf8JsonWriter json, float value) => json.WriteRawValue(value.ToString("G4", CultureInfo.InvariantCulture), skipInputValidation: true);

    private static void WriteShort(Utf8JsonWriter json, double value) => json.WriteRawValue(value.ToString("G7", CultureInfo.InvariantCulture), skipInputValidation: true);
}

/// <summary>Nothing can be shown; the message is one sentence.</summary>
internal sealed class MotionException(string message, Exception? inner = null) : Exception(message, inner);
