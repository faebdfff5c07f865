namespace Ratchet.Environments.Checking;

/// <summary>The task under test and the simulators that were made of it: those that an evaluation sees, since wrappers of the reward may keep statistics.</summary>
internal sealed class Workbench(EnvironmentDefinition definition, ulong seed) : IDisposable
{
    /// <summary>An episode that is not over by then counts as endless where the task has no time limit; all others are left there.</summary>
    public const int MostSteps = 10_000;

    private const int MostRecorded = 300;

    /// <summary>Numbers of a recorded episode that are kept at most: 32 MB.</summary>
    private const int MostNumbers = 4_000_000;

    private readonly List<IEnvironment> _made = [];
    private readonly Func<IEnvironment> _create = definition.CreateForEvaluation ?? definition.Create;

    public EnvironmentDefinition Definition => definition;

    /// <summary>Steps after which an episode is left.</summary>
    public int Limit { get; } = definition.TimeLimit is { } limit && limit < MostSteps ? limit : MostSteps;

    /// <summary>Steps of an episode that is recorded, so that pictures fit into the memory too.</summary>
    public int RecordedSteps(Rehearsal rehearsal) => Math.Min(Math.Min(Limit, MostRecorded), 8 + MostNumbers / rehearsal.Observation.Length);

    /// <summary>The snapshot of a simulator that has played nothing yet, once it is known: it is loaded before every reset.</summary>
    public double[]? Blank { get; set; }

    /// <summary>A simulator that other checks have played with, for what needs no new one: making one may be slow.</summary>
    public Rehearsal First => new(Made(0), this, seed);

    /// <summary>Another such simulator.</summary>
    public Rehearsal Second => new(Made(1), this, seed);

    /// <summary>A new simulator with what it takes to play.</summary>
    public Rehearsal New() => new(Create(), this, seed);

    public void Dispose()
    {
        foreach (IEnvironment environment in _made)
            (environment as IDisposable)?.Dispose();
    }

    private IEnvironment Made(int index)
    {
        while (_made.Count <= index)
            Create();
        return _made[index];
    }

    private IEnvironment Create()
    {
        IEnvironment environment = _create();
        if (_made.Exists(earlier => ReferenceEquals(earlier, environment)))
            throw new FatalFindingException(Finding.Error(
                "instances", $"The factory of the definition returned the same simulator twice: make a new one at each call, since many run side by side."));
        _made.Add(environment);
        return environment;
    }
}
