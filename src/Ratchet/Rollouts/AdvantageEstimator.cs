using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts.Estimators;

namespace Ratchet.Rollouts;

/// <summary>
/// Values of a batch under the present critic, and what an estimator makes of them. With scaled critic targets (Tianshou's convention) the critic works in units
/// of the running deviation of returns, advantages stay in reward units:
/// <code>
/// sd = √(var + ε);  A, R = estimator(sd · V, r);  target = R / sd, with the variance from before this batch; then var ← running variance of R
/// </code>
/// With <see cref="PopArt"/> it works in units that are shifted as well, and its head follows them.
/// </summary>
internal sealed unsafe class AdvantageEstimator(
    RolloutBatch batch, PolicyEvaluator evaluator, PsiEstimator psi, bool discountStates, RunClock clock, Schedule discount, Schedule lambda, bool scaleTargets, PopArt? popArt = null)
{
    private const double Epsilon = 1.2e-7;

    private readonly RunningVariance _returns = new(weight: 0);

    /// <summary>How many doubles <see cref="Save"/> writes.</summary>
    public const int StateSize = RunningVariance.StateSize;

    /// <summary>The critic's units, if they are PopArt's.</summary>
    public PopArt? PopArt => popArt;

    /// <summary>1 − Var[R − V] / Var[R] of the last estimate.</summary>
    public double ExplainedVariance => 1 - (Moments(batch.Returns, batch.Values).Variance / Moments(batch.Returns, null).Variance);

    /// <summary>√Var[R] of the last estimate, in the critic's units.</summary>
    public double ReturnDeviation => Math.Sqrt(Moments(batch.Returns, null).Variance);

    /// <summary>Fills values, advantages and returns.</summary>
    public void Estimate()
    {
        evaluator.Values(batch.Inputs, batch.Rows + batch.Environments, batch.Values);
        evaluator.ValuesOfObservations(batch.FinalObservations, batch.FinalCount, batch.FinalValues);
        popArt?.ToRewardUnits(batch);
        double scale = scaleTargets ? Math.Sqrt(_returns.Variance + Epsilon) : 1;
        psi.Estimate(batch, discount.At(clock), lambda.At(clock), scale);
        if (discountStates)
            StateDiscount.Apply(batch, discount.At(clock));
        popArt?.ToCriticUnits(batch);
        if (!scaleTargets)
            return;
        (double mean, double variance) = Moments(batch.Returns, null);
        _returns.Merge(mean * scale, variance * scale * scale * batch.Rows, batch.Rows);
    }

    /// <summary>Keeps the present values as the centre of value clipping.</summary>
    public void KeepOldValues() => new Span<float>(batch.Values, batch.Rows).CopyTo(new Span<float>(batch.OldValues, batch.Rows));

    /// <summary>Writes the running moments of returns.</summary>
    public void Save(Span<double> state) => _returns.Save(state);

    /// <summary>Restores the running moments of returns.</summary>
    public void Load(ReadOnlySpan<double> state) => _returns.Load(state);

    private (double Mean, double Variance) Moments(float* values, float* subtract)
    {
        double mean = 0, squares = 0;
        for (int i = 0; i < batch.Rows; i++)
            mean += values[i] - (subtract is null ? 0f : subtract[i]);
        mean /= batch.Rows;
        for (int i = 0; i < batch.Rows; i++)
        {
            double deviation = values[i] - (subtract is null ? 0f : subtract[i]) - mean;
            squares += deviation * deviation;
        }

        return (mean, squares / batch.Rows);
    }
}
