using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Tests.Updates;

/// <summary>
/// A task among several: the observation is a coin s = ±1 and the task's number, the action that pays <c>pay</c> is the last of three where s = 1 and the
/// first where s = −1. Episodes have eight steps.
/// </summary>
internal sealed class GuessEnvironment(int task, double pay, int tasks = 1) : IEnvironment
{
    private readonly double[] _observation = [0, task];
    private int _step;

    public Space ObservationSpace { get; } = new BoxSpace(2);

    public Space ActionSpace { get; } = new DiscreteSpace(3);

    public int TaskCount => tasks;

    public int Task => 0;

    public IReadOnlyList<StateField> StateFields { get; } = [new("", 2)];

    /// <summary>One simulator that sets tasks of its own, of which it only ever shows the first.</summary>
    public static EnvironmentDefinition First(int tasks) => new("first", () => new GuessEnvironment(0, 1, tasks));

    /// <summary>A mixture of tasks that pay so much.</summary>
    public static EnvironmentDefinition Mixture(params double[] pay) =>
        new("mixture", () => new TaskMixture([.. pay.Select((of, task) => new GuessEnvironment(task, of))]));

    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        _step = 0;
        return Toss(ref random);
    }

    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double reward = action[0] == (_observation[0] > 0 ? 2 : 0) ? pay : 0;
        return new Transition(Toss(ref random), reward, terminated: ++_step == 8);
    }

    public void GetState(Span<double> state) => (state[0], state[1]) = (_observation[0], _step);

    public void SetState(ReadOnlySpan<double> state) => (_observation[0], _step) = (state[0], (int)state[1]);

    private ReadOnlySpan<double> Toss(ref RandomStream random)
    {
        _observation[0] = (2 * random.NextBelow(2)) - 1;
        return _observation;
    }
}
