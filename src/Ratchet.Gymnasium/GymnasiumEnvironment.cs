using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Gymnasium;

/// <summary>One environment in a worker that it shares with others: for evaluations and wrappers.</summary>
internal sealed class GymnasiumEnvironment : IEnvironment, IDisposable
{
    private readonly SharedWorkers _workers;
    private readonly WorkerOptions _options;
    private readonly EnvironmentDefinition _definition;
    private readonly double[] _observation;
    private readonly uint[] _seed = new uint[1];
    private EnvironmentGroup _group;
    private bool _disposed;

    public GymnasiumEnvironment(EnvironmentDefinition definition, SharedWorkers workers, WorkerOptions options)
    {
        (_definition, _workers, _options) = (definition, workers, options);
        _group = Make();
        _observation = new double[_group.Spaces.Observation.Size];
    }

    public Space ObservationSpace => _group.Spaces.Observation;

    public Space ActionSpace => _group.Spaces.Action;

    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _seed[0] = GymnasiumEnvironments.DrawSeed(ref random);
        if (!_group.Worker.IsUsable && _options.Restart)
            Restart();
        Exchange(group => group.BeginReset(_seed));
        _group.CopyObservation(0, _observation);
        return _observation;
    }

    /// <remarks>Where the worker died and is started again, the episode is cut off where it was seen last, with no reward.</remarks>
    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        if (ActionSpace is DiscreteSpace discrete)
            discrete.ToIndex(action);
        else
            RequireSound(action);
        action.CopyTo(_group.Actions);
        try
        {
            Exchange(static group => group.BeginStep());
        }
        catch (EnvironmentException exception) when (!_group.Worker.IsUsable && _options.Restart)
        {
            GymnasiumErrors.ReportRestart(_definition, new EnvironmentException($"environment '{_definition.Name}' {exception.Message}"));
            return new Transition(_observation, 0, terminated: false, truncated: true);
        }

        _group.CopyObservation(0, _observation);
        return new Transition(_observation, _group.Rewards[0], _group.HasTerminated(0), _group.IsTruncated(0));
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _workers.Close(_group);
    }

    private EnvironmentGroup Make()
    {
        try
        {
            return _workers.Make();
        }
        catch (WorkerException exception)
        {
            throw GymnasiumErrors.WhenMade(_definition, exception);
        }
    }

    private void Restart()
    {
        EnvironmentGroup lost = _group;
        _group = Make();
        _workers.Close(lost);
        if (_group.Spaces.Description != lost.Spaces.Description)
            throw new EnvironmentException("has other spaces after its worker was started again; they must be the same");
    }

    private void Exchange(Action<EnvironmentGroup> begin)
    {
        try
        {
            lock (_group.Worker)
            {
                begin(_group);
                _group.End();
            }
        }
        catch (WorkerException exception)
        {
            throw GymnasiumErrors.ToEnvironmentException(exception);
        }
    }

    private void RequireSound(ReadOnlySpan<double> action)
    {
        if (action.Length != ActionSpace.Size)
            throw new ArgumentException($"The action of environment '{_definition.Name}' has {ActionSpace.Size} numbers; found {action.Length}.");
        for (int i = 0; i < action.Length; i++)
            if (!double.IsFinite(action[i]))
                throw new ArgumentException($"Entry {i} of the action of environment '{_definition.Name}' is {action[i]}; expected a finite number.");
    }
}
