using System.Globalization;
using Ratchet.Numerics;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Solvers;

namespace Ratchet.Updates;

/// <summary>What the solver and the neighbourhood of a rule share: both step along the gradients of minibatches, and one audit and one log serve both.</summary>
/// <param name="Context">What they work on.</param>
/// <param name="Optimization">The settings of the steps.</param>
/// <param name="Pass">Makes the gradients of a minibatch.</param>
/// <param name="Step">Steps along their sum.</param>
/// <param name="Minibatches">The order of the batch's rows.</param>
/// <param name="Audit">Measures how far the policy is from the old one, which it keeps.</param>
/// <param name="Statistics">What the update did.</param>
internal sealed record SharedParts(
    UpdateContext Context, OptimizationOptions Optimization, MinibatchPass Pass, GradientStep Step, Minibatches Minibatches, PolicyAudit Audit, UpdateStatistics Statistics)
{
    /// <summary>Values and advantages of the batch under the present critic.</summary>
    /// <exception cref="NonFiniteException">One of them is not finite.</exception>
    public unsafe void Estimate()
    {
        Context.Estimator.Estimate();
        Require(Context.Batch.Values, Context.Batch.Rows, "values");
        Require(Context.Batch.Returns, Context.Batch.Rows, "returns");
        Require(Context.Batch.Advantages, Context.Batch.Rows, "advantages");
    }

    private static unsafe void Require(float* values, int rows, string what)
    {
        if (Finite.IndexOfOther(new ReadOnlySpan<float>(values, rows)) is var row and >= 0)
            throw new NonFiniteException(string.Create(CultureInfo.InvariantCulture, $"one of the {what} is {values[row]}")) { Stage = UpdateStage.Estimate };
    }
}
