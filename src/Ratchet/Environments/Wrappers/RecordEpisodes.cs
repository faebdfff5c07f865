using System.Globalization;
using System.Text.Json;
using Ratchet.Numerics;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// Writes every finished episode as one line of JSON: seed and index of the stream that it began with (the index is the number of the
/// environment in a training, of the episode in an evaluation), its number in this simulator from 0 on, its ends, and all observations, actions and
/// rewards, as the doubles they are. <see cref="EpisodeRecording.Read"/> reads them back.
/// </summary>
/// <remarks>
/// An episode that a reset cuts off is truncated there. One that goes on after a resume is not recorded, since its beginning is lost, and neither is
/// one in which a state was set; all others stand in the file once, since a resume goes back to the length that the file had when the run was saved.
/// </remarks>
public sealed class RecordEpisodes : EnvironmentWrapper
{
    /// <summary>The most that the record of one episode may take: 128 MiB.</summary>
    private const int MostNumbers = 1 << 24;

    private const int FirstSteps = 8;

    private readonly EpisodeFile _file;
    private readonly int _timeLimit;
    private readonly int _rowSize;
    private readonly int _actionSize;
    private readonly double[] _first;
    private double[] _rows;
    private int _steps;
    private bool _isDisposed;
    private bool _isOpen;
    private bool _isRecording;
    private bool _terminated;
    private bool _truncated;
    private ulong _seed;
    private uint _index;
    private long _episode = -1;

    /// <summary>Records the episodes of a simulator.</summary>
    /// <param name="inner">What is recorded.</param>
    /// <param name="file">Where to; it may be shared.</param>
    /// <param name="timeLimit">The limit that is kept outside of this wrapper: an episode is finished there.</param>
    public RecordEpisodes(IEnvironment inner, EpisodeFile file, int? timeLimit = null)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(file);
        _timeLimit = timeLimit ?? int.MaxValue;
        _actionSize = inner.ActionSpace.Size;
        _first = new double[inner.ObservationSpace.Size];
        _rowSize = _actionSize + 1 + _first.Length;
        _rows = new double[FirstSteps * _rowSize];
        _file = file;
        _file.Join();
    }

    /// <summary>How many episodes began, and how long the file is.</summary>
    protected override int OwnSnapshotSize => 2;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        if (_isRecording && _steps > 0)
            Finish(terminated: false, truncated: true);
        (_seed, _index, _steps, _isRecording) = (random.Seed, random.Index, 0, true);
        _episode++;
        ReadOnlySpan<double> observation = Inner.Reset(ref random);
        Keep(observation, _first);
        return observation;
    }

    /// <inheritdoc/>
    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        if (!_isOpen)
            Open();
        Transition transition = Inner.Step(action, ref random);
        if (_isRecording)
            Add(action, transition);
        return transition;
    }

    /// <inheritdoc/>
    public override void SetState(ReadOnlySpan<double> state)
    {
        base.SetState(state);
        _isRecording = false;
    }

    /// <inheritdoc/>
    protected override void SaveOwn(Span<double> snapshot) => (snapshot[0], snapshot[1]) = (_episode + 1, _file.Position);

    /// <inheritdoc/>
    protected override void LoadOwn(ReadOnlySpan<double> snapshot)
    {
        const long mostExact = 1L << 53;
        _episode = SnapshotCounter.Read(snapshot[0], mostExact) - 1;
        _isRecording = false;
        long position = SnapshotCounter.Read(snapshot[1], mostExact);
        try
        {
            _file.ContinueAt(position);
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            throw new EnvironmentException($"the recording of episodes cannot go on: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && !_isDisposed)
            _file.Leave();
        _isDisposed = true;
    }

    private void Add(ReadOnlySpan<double> action, Transition transition)
    {
        int start = _steps * _rowSize;
        if (start + _rowSize > _rows.Length)
            Grow();
        Span<double> row = _rows.AsSpan(start, _rowSize);
        action.CopyTo(row);
        row[_actionSize] = double.IsFinite(transition.Reward) ? transition.Reward : throw SimulatorBorder.NotFinite(transition.Reward, "the reward");
        Keep(transition.Observation, row[(_actionSize + 1)..]);
        _steps++;
        if (transition.Terminated || transition.Truncated || _steps >= _timeLimit)
            Finish(transition.Terminated, transition.Truncated || _steps >= _timeLimit);
    }

    private static void Keep(ReadOnlySpan<double> observation, Span<double> place)
    {
        if (observation.Length != place.Length)
            throw SimulatorBorder.WrongSize(observation.Length, place.Length);
        for (int i = 0; i < place.Length; i++)
            place[i] = double.IsFinite(observation[i]) ? observation[i] : throw SimulatorBorder.NotFinite(observation[i], $"observation entry {i}");
    }

    private void Grow()
    {
        long size = 2L * _rows.Length;
        if (size > MostNumbers)
            throw new EnvironmentException(string.Create(
                CultureInfo.InvariantCulture, $"has an episode of more than {_steps} steps, too long to be recorded; give the task a time limit"));
        Array.Resize(ref _rows, (int)size);
    }

    // At the first step, since a run that is resumed begins with a reset too, before it is told where the file was.
    private void Open()
    {
        Guard(static recorder => recorder._file.Open());
        _isOpen = true;
    }

    private void Finish(bool terminated, bool truncated)
    {
        (_terminated, _truncated, _isRecording) = (terminated, truncated, false);
        Guard(static recorder => recorder._file.Append(recorder, static (json, episode) => episode.Write(json)));
    }

    private void Guard(Action<RecordEpisodes> write)
    {
        try
        {
            write(this);
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            throw new EnvironmentException($"cannot be recorded: {exception.Message}", exception);
        }
    }

    private static bool IsOfTheDisk(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("seed"u8, _seed);
        json.WriteNumber("instance"u8, _index);
        json.WriteNumber("episode"u8, _episode);
        json.WriteBoolean("terminated"u8, _terminated);
        json.WriteBoolean("truncated"u8, _truncated);
        json.WriteStartArray("observations"u8);
        WriteRow(json, _first);
        for (int step = 0; step < _steps; step++)
            WriteRow(json, _rows.AsSpan((step * _rowSize) + _actionSize + 1, _first.Length));
        json.WriteEndArray();
        json.WriteStartArray("actions"u8);
        for (int step = 0; step < _steps; step++)
            WriteRow(json, _rows.AsSpan(step * _rowSize, _actionSize));
        json.WriteEndArray();
        json.WriteStartArray("rewards"u8);
        for (int step = 0; step < _steps; step++)
            json.WriteNumberValue(_rows[(step * _rowSize) + _actionSize]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, ReadOnlySpan<double> row)
    {
        json.WriteStartArray();
        foreach (double value in row)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
