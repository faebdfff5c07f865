using System.Runtime.InteropServices;

namespace Ratchet.Cli;

/// <summary>SIGINT, SIGTERM and SIGHUP as a request to save and stop; a second signal ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Action _beforeDeath;
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Listens from here on.</summary>
    /// <param name="beforeDeath">What is done before a second signal ends the process; null for nothing.</param>
    public StopSignals(Action? beforeDeath = null)
    {
        _beforeDeath = beforeDeath ?? (() => { });
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Cli.ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Cli.ExitCode.Terminated)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, Cli.ExitCode.HungUp)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>What the process that was asked to stop returns; success where none asked.</summary>
    public int ExitCode { get; private set; } = Cli.ExitCode.Success;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context, int code)
    {
        context.Cancel = !_stop.IsCancellationRequested;
        if (!context.Cancel)
            _beforeDeath();
        ExitCode = code;
        _stop.Cancel();
    }
}
