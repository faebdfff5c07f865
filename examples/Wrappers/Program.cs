using Ratchet;
using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Training;

// Without the speeds one observation does not say where the pole is going; two of them do.
EnvironmentDefinition blind = CartPole.Definition.Wrap(inner => new PositionsOnly(inner));
EnvironmentDefinition seeing = blind.Wrap(inner => new FrameStack(inner, 2));
foreach (EnvironmentDefinition task in (EnvironmentDefinition[])[blind, seeing])
{
    using var trainer = Trainer.Create(task, configure: options => options with { Steps = 100_000 });
    trainer.Run();
    Console.WriteLine($"{task.Create().ObservationSpace.Size} numbers: mean return {trainer.Evaluate().Stochastic.MeanReturn:0} of 500");
}

/// <summary>Hides the speeds: a wrapper overrides what it changes.</summary>
sealed class PositionsOnly(IEnvironment inner) : EnvironmentWrapper(inner)
{
    private readonly double[] _seen = new double[2];

    public override Space ObservationSpace { get; } = new BoxSpace(2);

    public override ReadOnlySpan<double> Reset(ref RandomStream random) => See(Inner.Reset(ref random));

    public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        Transition transition = Inner.Step(action, ref random);
        return new Transition(See(transition.Observation), transition.Reward, transition.Terminated, transition.Truncated);
    }

    private ReadOnlySpan<double> See(ReadOnlySpan<double> observation)
    {
        (_seen[0], _seen[1]) = (observation[0], observation[2]);
        return _seen;
    }
}
