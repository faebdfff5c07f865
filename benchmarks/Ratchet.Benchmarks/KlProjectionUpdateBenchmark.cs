using System.Diagnostics;
using System.Globalization;
using Ratchet.MuJoCo.Tasks;
using Ratchet.Training;
using Ratchet.Updates.Neighbourhoods;

namespace Ratchet.Benchmarks;

/// <summary>
/// What the projection costs: an update of kl-projection against one of PPO with the same networks, batch, epochs and minibatches, value and policy
/// in the same steps, on one core. The iterations of the three take turns, so that a disturbance meets all of them.
/// </summary>
internal sealed class KlProjectionUpdateBenchmark : IBenchmark
{
    private const int Warmup = 5, Rounds = 40;

    public string Name => "kl-projection-update";

    public string Summary => "an update of kl-projection against one of PPO with the same batch, epochs and minibatches, one core";

    public BenchmarkResult Run(TextWriter details)
    {
        TrainingOptions ppo = Presets.For("halfcheetah", "ppo").Training;
        ppo = ppo with { Optimization = ppo.Optimization with { RecomputeAdvantages = false } };
        using TrainingLoop clipped = Loop(ppo), raw = Loop(Projected(ppo, ProjectionAct.Raw)), regressed = Loop(Projected(ppo, ProjectionAct.Regressed));
        TrainingLoop[] loops = [clipped, raw, regressed];
        double[] least = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];
        foreach (TrainingLoop loop in loops)
            loop.Run(Warmup);
        for (int round = 0; round < Rounds; round++)
            for (int i = 0; i < loops.Length; i++)
                least[i] = Math.Min(least[i], loops[i].Run(1).Update);

        double milliseconds = 1e3 / Stopwatch.Frequency;
        details.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"PPO {least[0] * milliseconds:0.0} ms; projected {least[1] * milliseconds:0.0} ms, {least[1] / least[0]:0.00} of it; projected and regressed {least[2] * milliseconds:0.0} ms, {least[2] / least[0]:0.00} of it"));
        return new BenchmarkResult(least[1] / least[0], "of PPO's update", string.Create(
            CultureInfo.InvariantCulture,
            $"{clipped.Rows} steps of HalfCheetah, {ppo.Optimization.Epochs} epochs of minibatches of {ppo.Optimization.Minibatch}; with a regression after it {least[2] / least[0]:0.00}; against a promise of less than 2"));
    }

    private static TrainingLoop Loop(TrainingOptions options) => new(options, HalfCheetah.Definition, 1);

    private static TrainingOptions Projected(TrainingOptions ppo, ProjectionAct act) =>
        ppo with { Rule = "kl-projection", Projection = Presets.For("halfcheetah", "kl-projection").Training.Projection with { Act = act } };
}
