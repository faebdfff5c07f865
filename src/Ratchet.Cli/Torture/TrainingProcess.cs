using System.Diagnostics;

namespace Ratchet.Cli.Torture;

/// <summary>A training in a process of its own, which can be killed without any notice (SIGKILL; on Windows the end of the process).</summary>
internal sealed class TrainingProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    /// <summary>Starts this very program with other arguments.</summary>
    public TrainingProcess(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(System.Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Under 'dotnet' the program is the assembly, which is its first argument.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(System.Environment.GetCommandLineArgs()[0]);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        StartTime = DateTime.UtcNow;
        Started = Stopwatch.GetTimestamp();
        _process = Process.Start(start) ?? throw new UserException("the training could not be started as a process of its own.");
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Time stamp of the start, by the stopwatch.</summary>
    public long Started { get; }

    /// <summary>The start in universal time, as files have theirs.</summary>
    public DateTime StartTime { get; }

    /// <summary>Waits for lines of metrics.</summary>
    /// <returns>Whether they came; if not, the process has ended.</returns>
    public bool ReadLines(int count)
    {
        for (int i = 0; i < count; i++)
            if (_process.StandardOutput.ReadLine() is null)
                return false;
        return true;
    }

    /// <summary>Kills it at once.</summary>
    /// <returns>Lines of metrics that nobody had read; the process may have been through with its training.</returns>
    public int Kill()
    {
        _process.Kill();
        int lines = 0;
        while (_process.StandardOutput.ReadLine() is not null)
            lines++;
        _process.WaitForExit();
        return lines;
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="UserException">It failed; the message is its own.</exception>
    public void RunToEnd()
    {
        while (_process.StandardOutput.ReadLine() is not null)
        {
        }

        _process.WaitForExit();
        if (_process.ExitCode != ExitCode.Success)
            throw new UserException($"the training ended with exit code {_process.ExitCode}: {_error.Result.Trim()}");
    }

    /// <summary>Whether it came to its end by itself.</summary>
    public bool HasSucceeded => _process.HasExited && _process.ExitCode == ExitCode.Success;

    /// <summary>Ends it, if it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
