using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Dashboard.Index;

/// <summary>A run that was found: where it is, and the row that the list shows. One thread watches it, others read it.</summary>
internal sealed class IndexedRun
{
    /// <summary>A run that has not written for this long, or for ten of its lines, is taken to be stopped.</summary>
    private static readonly TimeSpan ShortestSilence = TimeSpan.FromSeconds(30);

    private const double LinesOfSilence = 10;

    private readonly string _metrics;
    private (long Length, DateTime Written)? _stat;
    private (long Length, DateTime Written)? _configuration;
    private bool _isKnown;
    private volatile RunRow _row;
    private long _changedIn;

    public IndexedRun(string folder, string name, string? study)
    {
        Folder = folder;
        _metrics = RunFolder.MetricsFileOf(folder);
        _row = new RunRow { Name = name, Study = study };
    }

    /// <summary>The full path.</summary>
    public string Folder { get; }

    /// <summary>As it is now.</summary>
    public RunRow Row => _row;

    /// <summary>The round of watching in which the row changed last.</summary>
    public long ChangedIn => Interlocked.Read(ref _changedIn);

    /// <summary>Its file of metrics; null while there is none that may be read.</summary>
    public string? MetricsPath => RegularFile.Stat(_metrics) is null ? null : _metrics;

    /// <summary>Every setting.</summary>
    /// <exception cref="RunException">They cannot be read.</exception>
    public RunOptions ReadOptions() => RegularFile.Stat(ConfigurationPath) is null
        ? throw new RunException($"{ConfigurationPath} is missing, empty or a link.")
        : RunFolder.ReadOptions(Folder);

    /// <summary>Every setting; null where they cannot be read, of which the row tells.</summary>
    public RunOptions? TryReadOptions()
    {
        try
        {
            return ReadOptions();
        }
        catch (Exception exception) when (exception is RunException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string ConfigurationPath => Path.Combine(Folder, RunFiles.Configuration);

    /// <summary>Looks whether anything changed.</summary>
    /// <param name="round">The round of watching.</param>
    /// <param name="now">The time of the round.</param>
    public void Refresh(long round, DateTime now)
    {
        RunRow row = Look(_row, now);
        if (row == _row)
            return;
        _row = row;
        Interlocked.Exchange(ref _changedIn, round);
    }

    private RunRow Look(RunRow row, DateTime now)
    {
        try
        {
            if (RegularFile.Stat(ConfigurationPath) is var configuration && (!_isKnown || configuration != _configuration))
                (row, _configuration, _isKnown) = (WithSettings(row), configuration, true);
            if (RegularFile.Stat(_metrics) is var stat && stat != _stat)
                (row, _stat) = (WithNumbers(row, stat), stat);
            return row with { Status = StatusOf(row, now) };
        }
        catch (Exception exception)
        {
            // Whatever is wrong with one run, the others are watched on.
            return row with { Status = RunStatus.Damaged, Problem = exception.Message };
        }
    }

    private RunRow WithSettings(RunRow row)
    {
        try
        {
            TrainingOptions training = ReadOptions().Training;
            return row with
            {
                Environment = training.Environment,
                Rule = training.Rule,
                Seed = training.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
                TotalSteps = training.Steps,
                Problem = null,
            };
        }
        catch (Exception exception) when (exception is RunException or IOException or UnauthorizedAccessException)
        {
            return row with { Problem = exception.Message, TotalSteps = 0 };
        }
    }

    private RunRow WithNumbers(RunRow row, (long Length, DateTime Written)? stat)
    {
        if (stat is not { } file)
            return row with { Latest = LatestNumbers.None, Written = 0 };
        long written = new DateTimeOffset(file.Written).ToUnixTimeSeconds();
        try
        {
            return row with { Latest = LatestNumbers.Read(_metrics), Written = written, Problem = row.TotalSteps == 0 ? row.Problem : null };
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return row with { Latest = LatestNumbers.None, Written = written, Problem = exception.Message };
        }
    }

    private RunStatus StatusOf(RunRow row, DateTime now)
    {
        if (row.Problem is not null)
            return RunStatus.Damaged;
        if (row.Latest.IsFinished)
            return RunStatus.Finished;
        if (_stat is not { } file)
            return RunStatus.Waiting;
        double silence = row.Latest.SecondsPerLine * LinesOfSilence;
        double longest = silence > ShortestSilence.TotalSeconds ? silence : ShortestSilence.TotalSeconds;
        return (now - file.Written).TotalSeconds < longest ? RunStatus.Running : RunStatus.Stopped;
    }
}
