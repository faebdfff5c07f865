using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>How environments run that live in processes of their own. None of it changes a result.</summary>
public sealed record WorkerOptions
{
    /// <summary>The Python interpreter that runs Gymnasium environments: a name to look up, or a path; python3 is usual.</summary>
    public string Python { get; init; } = "python3";

    /// <summary>Worker processes that share the environments, 0 … 1024; 0 means one for each processor.</summary>
    public int Count { get; init; }

    /// <summary>Starts a worker that died again, with fresh episodes, instead of ending the run.</summary>
    public bool Restart { get; init; }

    /// <summary>Seconds that a worker may take for one answer, 0.01 … 1e6; 60 is usual.</summary>
    public double Timeout { get; init; } = 60;

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">A field is out of its range.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Python))
            throw new OptionException("python", "python is empty; it must be the name or path of a Python interpreter.");
        OptionRange.Check(Count, 0, 1024, "workers");
        OptionRange.Check(Timeout, 0.01, 1e6, "worker-timeout");
    }
}
