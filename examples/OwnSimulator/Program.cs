using Ratchet;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Training;

var task = new EnvironmentDefinition("coupled-tanks", () => new CoupledTanks(), timeLimit: 200);
using var trainer = Trainer.Create(task, configure: options => options with { Steps = 200_000 });
Console.WriteLine($"mean error before: {-trainer.Evaluate().Deterministic.MeanReturn / 200:0.000} m");
trainer.Run();
Console.WriteLine($"mean error after:  {-trainer.Evaluate().Deterministic.MeanReturn / 200:0.000} m");

/// <summary>A pump fills the upper tank, which drains into the lower one: bring the lower level (m) to a target. One decision a second.</summary>
sealed class CoupledTanks : IEnvironment
{
    private readonly double[] _state = new double[3]; // upper level, lower level, target

    public Space ObservationSpace { get; } = new BoxSpace(3);
    public Space ActionSpace { get; } = new BoxSpace(1, low: 0, high: 1); // of the pump's power

    public ReadOnlySpan<double> Reset(ref RandomStream random)
    {
        for (int i = 0; i < 3; i++)
            _state[i] = random.NextUniform(0.2, 0.8);
        return _state;
    }

    public Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
    {
        double pumped = 0.08 * action[0], drained = 0.06 * Math.Sqrt(_state[0]); // Torricelli
        _state[1] = Math.Max(0, _state[1] + drained - 0.06 * Math.Sqrt(_state[1]));
        _state[0] = Math.Max(0, _state[0] + pumped - drained);
        return new Transition(_state, reward: -Math.Abs(_state[1] - _state[2]), terminated: false);
    }
}
