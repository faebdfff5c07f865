using System.Globalization;
using Ratchet.Environments;
using Ratchet.Environments.ClassicControl;
using Ratchet.Numerics;

namespace Ratchet.Benchmarks;

/// <summary>
/// The classic-control tasks on one core: the bare dynamics of a batch (ended episodes just go on), with new episodes for those that end, the
/// whole step of a vector environment, and one simulator for as many steps. All of them play random actions.
/// </summary>
internal sealed class ClassicDynamicsBenchmark : IBenchmark
{
    private const int Environments = 4096;
    private const int Rounds = 600;
    private const int Window = 1000;

    private static readonly EnvironmentDefinition[] Others = [Acrobot.Definition, MountainCar.Definition, MountainCarContinuous.Definition, Pendulum.Definition];

    public string Name => "classic-dynamics";

    public string Summary => "steps per second on one core of the classic-control tasks, in a batch of 4096 and one by one";

    public BenchmarkResult Run(TextWriter details)
    {
        Rates cartPole = Measure(CartPole.Definition, details);
        double slowest = Others.Min(definition => Measure(definition, details).Dynamics);
        return new BenchmarkResult(cartPole.Batch / cartPole.OneByOne, "times as fast", string.Create(
            CultureInfo.InvariantCulture,
            $"CartPole with its resets in a batch of {Environments}, {cartPole.Batch:0.0} million steps/s on one core, against {cartPole.OneByOne:0.0} one by one; the dynamics alone {cartPole.Dynamics:0.0}, those of the slowest other task {slowest:0.0}"));
    }

    private static Rates Measure(EnvironmentDefinition definition, TextWriter details)
    {
        Rates rates = Measure(definition);
        details.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{definition.Name,-24} million steps/s: dynamics {rates.Dynamics,6:0.0}  with resets {rates.Batch,6:0.0}  vector environment {rates.Vector,6:0.0}  one by one {rates.OneByOne,5:0.0}"));
        return rates;
    }

    private static Rates Measure(EnvironmentDefinition definition)
    {
        using SimulatorBatch bare = definition.CreateBatch!(Environments), batch = definition.CreateBatch!(Environments);
        using var vector = new VectorEnvironment(definition, Environments);
        IEnvironment single = definition.Create();
        int size = batch.ObservationSpace.Size, step = 0;
        float[] observations = new float[Environments * size], final = new float[Environments * size], rewards = new float[Environments];
        double[] action = new double[1];
        bool[] terminated = new bool[Environments], truncated = new bool[Environments];
        var streams = new RandomStream[Environments];
        var random = new RandomStream(1, StreamPurpose.User);
        float[] actions = new float[Environments + Window];
        for (int i = 0; i < actions.Length; i++)
            actions[i] = batch.ActionSpace is DiscreteSpace discrete ? random.NextBelow(discrete.Count) : (float)random.NextUniform(-1, 1);
        for (int i = 0; i < Environments; i++)
        {
            streams[i] = new RandomStream(1, StreamPurpose.Environment, (uint)i);
            bare.Reset(i, ref streams[i], observations.AsSpan(i * size, size));
            batch.Reset(i, ref streams[i], observations.AsSpan(i * size, size));
        }

        vector.Reset(1, observations);
        single.Reset(ref random);
        double[] best = BestTime.Of(Rounds, () => StepRows(bare), StepAndReset, () => vector.Step(Actions(), observations, rewards, terminated, truncated, final), StepOneByOne);
        return new Rates(Rate(best[0]), Rate(best[1]), Rate(best[2]), Rate(best[3]));

        // A window that moves, so that every environment sees new actions at each step.
        ReadOnlySpan<float> Actions() => actions.AsSpan((int)(step++ * 7919L % Window), Environments);

        static double Rate(double seconds) => Environments / seconds / 1e6;

        void StepRows(SimulatorBatch rows) => rows.Step(0, Actions(), streams, observations, rewards, terminated, truncated);

        void StepAndReset()
        {
            StepRows(batch);
            for (int i = 0; i < Environments; i++)
                if (terminated[i])
                    batch.Reset(i, ref streams[i], observations.AsSpan(i * size, size));
        }

        void StepOneByOne()
        {
            foreach (float value in Actions())
            {
                action[0] = value;
                if (single.Step(action, ref random).Terminated)
                    single.Reset(ref random);
            }
        }
    }

    /// <summary>Million steps a second of the four ways.</summary>
    private readonly record struct Rates(double Dynamics, double Batch, double Vector, double OneByOne);
}
