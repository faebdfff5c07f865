using System.Diagnostics;
using Xunit;

namespace Ratchet.Cli.Tests;

/// <summary>The command in a process of its own; killed at the end of a test if it still runs.</summary>
internal sealed class RatchetProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private RatchetProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public static RatchetProcess Start(params string[] arguments) => Start(arguments, variables: []);

    public static RatchetProcess Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        // A shell starts its background jobs with SIGINT ignored, and children inherit that: the tests may be such a job.
        string[] command = [.. OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,HUP", "dotnet"] : (string[])["dotnet"], Assembly, .. arguments];
        return StartAny(command, variables);
    }

    /// <summary>Through a shell: <c>ratchet</c> in the script is the command.</summary>
    public static RatchetProcess StartScript(string script) => StartAny(["bash", "-c", $"ratchet() {{ dotnet '{Assembly}' \"$@\"; }}\n{script}"], []);

    /// <summary>A line of standard output; null at its end.</summary>
    public async Task<string?> ReadLine() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until the process is at something that shows on standard output.</summary>
    public async Task ReadLineWith(string text)
    {
        string? line;
        do
            line = await ReadLine() ?? throw new InvalidOperationException($"The process ended before it said '{text}': {await _error}");
        while (!line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Sends a signal.</summary>
    public async Task Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGKILL, and waits for the end.</summary>
    /// <returns>False when the process had ended before.</returns>
    public bool Kill()
    {
        bool ran = !_process.HasExited;
        _process.Kill();
        _process.WaitForExit();
        return ran;
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Waits for the end.</summary>
    public async Task<Command.Result> End()
    {
        string output = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Command.Result(_process.ExitCode, output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Assembly => Path.Combine(AppContext.BaseDirectory, "Ratchet.Cli.dll");

    private static RatchetProcess StartAny(string[] command, (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        return new RatchetProcess(Process.Start(start)!);
    }
}
