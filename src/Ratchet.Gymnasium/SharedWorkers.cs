using Ratchet.Environments;

namespace Ratchet.Gymnasium;

/// <summary>
/// The few processes that single environments of one name share: an evaluation makes up to 128 at once. They run while there is an
/// environment in them. All members can be called from any thread; one request of a process is under way at a time.
/// </summary>
internal sealed class SharedWorkers(GymnasiumName name, WorkerOptions options)
{
    private readonly PythonWorker?[] _workers = new PythonWorker?[options.Count == 0 ? Environment.ProcessorCount : options.Count];
    private int _environments;
    private int _next;
    private uint _groups;

    /// <summary>Makes an environment in one of the processes.</summary>
    /// <exception cref="EnvironmentException">The interpreter cannot be started.</exception>
    /// <exception cref="WorkerException">The environment cannot be made.</exception>
    public EnvironmentGroup Make()
    {
        PythonWorker worker;
        uint id;
        lock (_workers)
        {
            _environments++;
            int index = _next++ % _workers.Length;
            id = ++_groups;
            try
            {
                worker = Usable(index);
            }
            catch
            {
                Release();
                throw;
            }
        }

        EnvironmentGroup? group = null;
        try
        {
            lock (worker)
            {
                group = new EnvironmentGroup(worker, name, id, 1, autoreset: false);
                group.Open();
                return group;
            }
        }
        catch
        {
            group?.Dispose();
            Release();
            throw;
        }
    }

    /// <summary>Closes an environment, and the processes with the last one.</summary>
    public void Close(EnvironmentGroup group)
    {
        lock (group.Worker)
        {
            try
            {
                if (group.Worker.IsUsable)
                    group.Close();
            }
            catch (WorkerException)
            {
                // What cannot be closed goes with its process.
            }
        }

        group.Dispose();
        Release();
    }

    private PythonWorker Usable(int index)
    {
        if (_workers[index] is { IsUsable: true } running)
            return running;
        _workers[index]?.Dispose();
        PythonWorker worker = _workers[index] = PythonWorker.Start(options);
        worker.AwaitGreeting();
        return worker;
    }

    private void Release()
    {
        lock (_workers)
        {
            if (--_environments > 0)
                return;
            foreach (PythonWorker? worker in _workers)
                worker?.Close();
            foreach (PythonWorker? worker in _workers)
                worker?.Dispose();
            Array.Clear(_workers);
            _next = 0;
        }
    }
}
