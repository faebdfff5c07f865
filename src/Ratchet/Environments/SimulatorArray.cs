using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>
/// N simulators that are stepped one by one: the batch of a task that has only its <see cref="IEnvironment"/>. Here is the border between
/// the policy's floats and the simulators' doubles, at which every number is checked.
/// </summary>
internal sealed class SimulatorArray : SimulatorBatch
{
    private readonly IEnvironment[] _environments;
    private readonly double[] _actions;

    private SimulatorArray(IEnvironment[] environments)
        : base(environments[0].ObservationSpace, environments[0].ActionSpace)
    {
        _environments = environments;
        _actions = new double[environments.Length * ActionSpace.Size];
        HasActionMask = environments[0].HasActionMask;
        TaskCount = environments[0].TaskCount;
        SnapshotSize = environments[0].SnapshotSize;
    }

    /// <inheritdoc/>
    public override bool HasActionMask { get; }

    /// <inheritdoc/>
    public override int TaskCount { get; }

    /// <inheritdoc/>
    public override int SnapshotSize { get; }

    /// <summary>Makes the simulators.</summary>
    /// <exception cref="EnvironmentException">The definition's factory does not make N separate simulators with equal spaces.</exception>
    public static SimulatorArray Create(EnvironmentDefinition definition, int count)
    {
        var environments = new IEnvironment[count];
        try
        {
            Fill(environments, definition);
            return new SimulatorArray(environments);
        }
        catch
        {
            foreach (IEnvironment? environment in environments)
                (environment as IDisposable)?.Dispose();
            throw;
        }
    }

    private static void Fill(IEnvironment[] environments, EnvironmentDefinition definition)
    {
        var seen = new HashSet<IEnvironment>(environments.Length, ReferenceEqualityComparer.Instance);
        for (int i = 0; i < environments.Length; i++)
        {
            // Nullability is a promise of C#, not of whoever wrote the factory.
            environments[i] = definition.Create()
                ?? throw new EnvironmentException($"environment '{definition.Name}' has a factory that returned null; it must make a simulator at each call");
            if (!seen.Add(EnvironmentWrapper.Innermost(environments[i])))
                throw new EnvironmentException(
                    $"environment '{definition.Name}' was created once and returned twice; its factory must make a new one at each call");
            if (environments[i].ObservationSpace.Size != environments[0].ObservationSpace.Size
                || environments[i].ActionSpace.Size != environments[0].ActionSpace.Size)
                throw new EnvironmentException(
                    $"environment '{definition.Name}' has other spaces in instance {i} than in instance 0; they must be the same");
        }
    }

    /// <inheritdoc/>
    public override void Reset(int row, ref RandomStream random, Span<float> observation)
    {
        Calls?.Enter(row, resets: true);
        SimulatorBorder.Convert(_environments[row].Reset(ref random), observation);
        RequireNoStrayMask(row);
        Calls?.Leave(row);
    }

    /// <inheritdoc/>
    public override void Step(
        int first, ReadOnlySpan<float> actions, Span<RandomStream> random, Span<float> observations, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        int actionSize = ActionSpace.Size, observationSize = ObservationSpace.Size;
        for (int i = 0; i < random.Length; i++)
        {
            try
            {
                Span<double> action = _actions.AsSpan((first + i) * actionSize, actionSize);
                for (int k = 0; k < actionSize; k++)
                    action[k] = actions[i * actionSize + k];
                Calls?.Enter(first + i);
                Transition transition = _environments[first + i].Step(action, ref random[i]);
                RequireNoStrayMask(first + i);
                rewards[i] = ToSingle(transition.Reward, "the reward");
                terminated[i] = transition.Terminated;
                truncated[i] = transition.Truncated;
                SimulatorBorder.Convert(transition.Observation, observations.Slice(i * observationSize, observationSize));
                Calls?.Leave(first + i);
            }
            catch (Exception exception)
            {
                throw new RowException(first + i, exception);
            }
        }
    }

    /// <inheritdoc/>
    public override void CopyMask(int row, Span<bool> mask) => SimulatorBorder.CopyMask(_environments[row].ActionMask, mask);

    /// <inheritdoc/>
    public override int TaskOf(int row) => _environments[row].Task;

    /// <inheritdoc/>
    public override void SaveSnapshot(int row, Span<double> snapshot) => _environments[row].SaveSnapshot(snapshot);

    /// <inheritdoc/>
    public override void LoadSnapshot(int row, ReadOnlySpan<double> snapshot) => _environments[row].LoadSnapshot(snapshot);

    /// <summary>Disposes the simulators that are disposable.</summary>
    public override void Dispose()
    {
        foreach (IEnvironment environment in _environments)
            (environment as IDisposable)?.Dispose();
    }

    private static float ToSingle(double value, string place) =>
        float.IsFinite((float)value) ? (float)value : throw SimulatorBorder.NotFinite(value, place);

    // A simulator that fills ActionMask and forgets HasActionMask would be sampled without its mask.
    private void RequireNoStrayMask(int row)
    {
        if (!HasActionMask && !_environments[row].ActionMask.IsEmpty)
            throw new EnvironmentException("returned an action mask although its HasActionMask is false; make it true");
    }
}
