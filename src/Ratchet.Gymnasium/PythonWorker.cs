using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ratchet.Environments;

namespace Ratchet.Gymnasium;

/// <summary>
/// A Python process that runs <c>ratchet_worker.py</c>: frames to its standard input, frames from its standard output. One request is under way at
/// a time. A process that gives no answer in time is ended; one that lost its Ratchet ends itself.
/// </summary>
internal sealed class PythonWorker : IDisposable
{
    /// <summary>Both sides say it at the start, and must say the same.</summary>
    public const int Protocol = 1;

    /// <summary>Imports alone take some seconds, so that a shorter limit counts only for what comes after them.</summary>
    private const double LeastSecondsToStart = 60;

    private const int HeaderSize = 4, LargestAnswer = 1 << 28, ExitMilliseconds = 1000;

    /// <summary>The modules that run there, each using those before it.</summary>
    private static readonly string[] Modules = ["ratchet_spaces", "ratchet_environments", "ratchet_worker"];

    /// <summary>Reads the modules, whose lengths are the first argument, and runs the last one: no file is needed, and none is left behind.</summary>
    private const string Bootstrap = """
        import os, sys, types
        for part in sys.argv[1].split(","):
            name, length = part.split(":")
            source = b""
            while len(source) < int(length):
                source += os.read(0, int(length) - len(source)) or sys.exit(1)
            module = sys.modules[name] = types.ModuleType(name)
            exec(compile(source, f"<{name}>", "exec"), vars(module))
        module.main(float(sys.argv[2]))
        """;

    private static readonly Lazy<byte[][]> Sources = new(() => [.. Modules.Select(ReadSource)]);

    private readonly WorkerOptions _options;
    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly ErrorTail _errors = new();
    private readonly Timer _watch;
    private readonly double _period;
    private byte[] _request = new byte[64];
    private byte[] _answer = new byte[64];
    private volatile bool _waiting;
    private volatile bool _timedOut;
    private volatile bool _disposed;
    private double _waited;
    private double _limit;
    private string? _end;

    private PythonWorker(WorkerOptions options, Process process)
    {
        _options = options;
        _process = process;
        Id = process.Id;
        _input = process.StandardInput.BaseStream;
        _output = process.StandardOutput.BaseStream;
        process.ErrorDataReceived += (_, line) => _errors.Add(line.Data);
        process.BeginErrorReadLine();
        _period = double.Clamp(options.Timeout / 8, 0.002, 0.1);
        _watch = new Timer(static worker => ((PythonWorker)worker!).Watch(), this, TimeSpan.FromSeconds(_period), TimeSpan.FromSeconds(_period));
    }

    /// <summary>Of the process.</summary>
    public int Id { get; }

    /// <summary>Whether requests can be answered: after the greeting, until the process is gone.</summary>
    public bool IsUsable { get; private set; }

    /// <summary>Starts a process and does not wait for it: its greeting comes before the first request.</summary>
    /// <param name="options">Which interpreter.</param>
    /// <param name="sources">The modules' texts, where they are other than the usual.</param>
    /// <exception cref="EnvironmentException">There is no such interpreter.</exception>
    public static PythonWorker Start(WorkerOptions options, byte[][]? sources = null)
    {
        sources ??= Sources.Value;
        string lengths = string.Join(',', Modules.Zip(sources, (name, source) => $"{name}:{source.Length}"));
        double patience = Math.Max(options.Timeout, LeastSecondsToStart) + 30;
        var start = new ProcessStartInfo(options.Python, ["-c", Bootstrap, lengths, patience.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            var worker = new PythonWorker(options, Process.Start(start)!);
            foreach (byte[] source in sources)
                worker.Write(source);
            return worker;
        }
        catch (Win32Exception exception)
        {
            throw new EnvironmentException(
                $"the Python interpreter '{options.Python}' cannot be started; name another one with --python or the setting 'python'.", exception);
        }
    }

    /// <summary>Waits for the process's greeting.</summary>
    /// <exception cref="EnvironmentException">It is no Python, or its worker speaks another version of the protocol.</exception>
    public void AwaitGreeting()
    {
        try
        {
            using var greeting = System.Text.Json.JsonDocument.Parse(Receive(starting: true).ToArray());
            int found = greeting.RootElement.GetProperty("protocol").GetInt32();
            if (found != Protocol)
                throw new EnvironmentException($"the Python worker speaks version {found} of the protocol, this program version {Protocol}; they must be of one release.");
            IsUsable = true;
        }
        catch (Exception exception) when (exception is WorkerException or System.Text.Json.JsonException)
        {
            string? traceback = (exception as WorkerException)?.Traceback;
            throw new EnvironmentException(
                $"'{_options.Python}' did not start as a Python interpreter (3.8 or newer); name another one with --python or the setting 'python'.",
                traceback is null ? null : new PythonException(traceback));
        }
    }

    /// <summary>Sends a request: its kind and its content. A process that is gone shows in the answer.</summary>
    public void Send(byte kind, ReadOnlySpan<byte> content)
    {
        int length = HeaderSize + 1 + content.Length;
        if (_request.Length < length)
            _request = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(_request, length - HeaderSize);
        _request[HeaderSize] = kind;
        content.CopyTo(_request.AsSpan(HeaderSize + 1));
        Write(_request.AsSpan(0, length));
    }

    /// <summary>Waits for the answer.</summary>
    /// <param name="starting">Whether the worker may still be importing modules.</param>
    /// <returns>Its content; overwritten by the next answer.</returns>
    /// <exception cref="WorkerException">The answer is an error, or the process is gone.</exception>
    public ReadOnlySpan<byte> Receive(bool starting = false)
    {
        (_waited, _limit) = (0, starting ? Math.Max(_options.Timeout, LeastSecondsToStart) : _options.Timeout);
        _waiting = true;
        int read = Read(0, HeaderSize);
        int length = read < HeaderSize ? 0 : BinaryPrimitives.ReadInt32LittleEndian(_answer);
        if (length is <= 0 or > LargestAnswer || Read(read, HeaderSize + length) < HeaderSize + length)
            throw Lost();
        _waiting = false;
        ReadOnlySpan<byte> content = _answer.AsSpan(HeaderSize + 1, length - 1);
        return _answer[HeaderSize] == 0 ? content : throw WorkerAnswer.ToException(content);
    }

    /// <summary>Asks the process to close its environments and to end, without waiting.</summary>
    public void Close()
    {
        IsUsable = false;
        try
        {
            _input.Dispose();
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Ends the process: by asking, and where that does not help by force.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Close();
        _watch.Dispose();
        EndProcess();
        _output.Dispose();
        _process.Dispose();
    }

    /// <summary>The text of a module.</summary>
    internal static byte[] ReadSource(string module)
    {
        using Stream stream = typeof(PythonWorker).Assembly.GetManifestResourceStream($"{module}.py")!;
        byte[] source = new byte[stream.Length];
        stream.ReadExactly(source);
        return source;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _input.Write(bytes);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process is gone: the end of its output, which is read next, says so with its exit code.
        }
    }

    /// <summary>Reads on until there are <paramref name="enough"/> bytes. One answer comes at a time: nothing behind it can be read with it.</summary>
    private int Read(int have, int enough)
    {
        if (_answer.Length < enough)
            Array.Resize(ref _answer, enough);
        try
        {
            while (have < enough && _output.Read(_answer.AsSpan(have)) is var more and > 0)
                have += more;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
        }

        return have;
    }

    /// <summary>
    /// Called by a timer. Time counts in its ticks, so that a process that was stopped and goes on (Ctrl+Z, a suspended machine) takes none
    /// of it for waiting.
    /// </summary>
    private void Watch()
    {
        if (!_waiting || _timedOut)
            return;
        // A process that an environment forked holds the pipe of the answers open after its worker died: there would be no end of it.
        if (HasExited())
            EndProcess();
        if ((_waited += _period) < _limit)
            return;
        _timedOut = true;
        // The worker then writes where it is, and ends.
        Close();
        EndProcess();
    }

    private void EndProcess()
    {
        try
        {
            if (!_process.WaitForExit(ExitMilliseconds))
                _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in between.
        }

        ProcessGroup.Kill(Id);
    }

    private bool HasExited()
    {
        try
        {
            return _process.HasExited;
        }
        catch (InvalidOperationException)
        {
            // Disposed in between.
            return true;
        }
    }

    private WorkerException Lost()
    {
        _waiting = false;
        if (_end is null)
        {
            IsUsable = false;
            EndProcess();
            _errors.Complete();
            _end = _timedOut
                ? string.Create(CultureInfo.InvariantCulture, $"gave no answer within {_limit} s; its worker process {Id} was ended")
                : $"died with its worker process {Id} ({HowItEnded()})";
        }

        return new WorkerException(_end, _errors.ToString() is { Length: > 0 } lines ? lines : null) { IsLost = true };
    }

    // The runtime reports the end by signal n as 128 + n, as shells do.
    private string HowItEnded()
    {
        const int FirstSignal = 128, LastSignal = 64;
        int code = _process.HasExited || _process.WaitForExit(ExitMilliseconds) ? _process.ExitCode : -1;
        return !OperatingSystem.IsWindows() && code is > FirstSignal and <= FirstSignal + LastSignal ? $"signal {code - FirstSignal}" : $"exit code {code}";
    }

    /// <summary>The last lines of the process's standard error.</summary>
    private sealed class ErrorTail
    {
        private const int MostLines = 30;

        private readonly Queue<string> _lines = new();
        private readonly ManualResetEventSlim _complete = new();

        public void Add(string? line)
        {
            if (line is null)
            {
                _complete.Set();
                return;
            }

            lock (_lines)
            {
                _lines.Enqueue(line);
                if (_lines.Count > MostLines)
                    _lines.Dequeue();
            }
        }

        /// <summary>Waits for the last line, though not for ever: a process that the environment started may hold the pipe.</summary>
        public void Complete() => _complete.Wait(ExitMilliseconds);

        public override string ToString()
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }
}
