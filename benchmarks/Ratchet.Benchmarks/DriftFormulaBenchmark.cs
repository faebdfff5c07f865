using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Updates.Drifts;

namespace Ratchet.Benchmarks;

/// <summary>
/// What it costs to write a drift as a formula: PPO's against the built-in one, alone on a slice of 32 samples and in a minibatch of 64
/// through forward and backward of a 64 × 64 actor and critic.
/// </summary>
internal sealed unsafe class DriftFormulaBenchmark : IBenchmark
{
    private const string PpoClip = "relu((r - clip(r, 0.8, 1.2)) * A)";
    private const string Dpo = "relu(where(A >= 0, (r-1)*A - 2*tanh((r-1)*A/2), log(r)*A - 0.6*tanh(log(r)*A/0.6)))";
    private const int Rounds = 4000;
    private const int SliceRows = 32;
    private const int Repetitions = 50;

    public string Name => "drift-formula";

    public string Summary => "a minibatch with PPO's drift written as a formula, against the built-in one";

    public BenchmarkResult Run(TextWriter details)
    {
        var builtIn = new PpoClipDrift { Range = 0.2f };
        DriftFormula formula = DriftFormula.Parse(PpoClip), dpoFormula = DriftFormula.Parse(Dpo);
        var dpo = new DpoDrift();
        using var parts = new MinibatchParts(Activation.Tanh, builtIn);
        using var formulaParts = new MinibatchParts(Activation.Tanh, formula);
        using var dpoParts = new MinibatchParts(Activation.Tanh, dpo);
        using var dpoFormulaParts = new MinibatchParts(Activation.Tanh, dpoFormula);
        AlignedBuffer<float> columns = FillColumns();
        double[] minibatch = BestTime.Of(Rounds, parts.Pass, formulaParts.Pass, dpoParts.Pass, dpoFormulaParts.Pass);
        double[] alone = BestTime.Of(
            Rounds, () => Evaluate(builtIn, columns.Pointer), () => Evaluate(formula, columns.Pointer), () => Evaluate(dpo, columns.Pointer), () => Evaluate(dpoFormula, columns.Pointer));

        void Line(string what, int piece) => details.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-24} {alone[piece] / (Repetitions * SliceRows) * 1e9,6:0.00} ns a sample   minibatch {minibatch[piece] * 1e6,6:0.00} µs"));

        Line("PPO, built in", 0);
        Line("PPO, as a formula", 1);
        Line("DPO, built in", 2);
        Line("DPO, as a formula", 3);
        return new BenchmarkResult(minibatch[1] / minibatch[0], "times the built-in drift", string.Create(
            CultureInfo.InvariantCulture,
            $"a minibatch of {MinibatchParts.Samples} takes {minibatch[1] * 1e6:0.0} µs with the formula against {minibatch[0] * 1e6:0.0} µs; DPO {minibatch[3] / minibatch[2]:0.00} times"));
    }

    private static void Evaluate(Drift drift, float* columns)
    {
        for (int i = 0; i < Repetitions; i++)
            drift.Accumulate(-1f, columns, columns + SliceRows, SliceRows, columns + (2 * SliceRows), columns + (3 * SliceRows));
    }

    // Ratios as after some epochs: a third of them beyond the clip.
    private static AlignedBuffer<float> FillColumns()
    {
        var columns = new AlignedBuffer<float>(4 * SliceRows);
        var random = new RandomStream(1, StreamPurpose.User);
        for (int i = 0; i < SliceRows; i++)
            (columns.Pointer[i], columns.Pointer[SliceRows + i]) = ((float)Real.Exp(0.2 * random.NextGaussian()), (float)random.NextGaussian());
        return columns;
    }
}
