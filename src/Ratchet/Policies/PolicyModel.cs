using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>
/// A policy as plain numbers, from the raw observation to the action: what a program needs that acts with it elsewhere. The steps are those of
/// <see cref="PolicyActor"/>: normalise, dense layers, distribution, bounds of the action.
/// </summary>
public sealed record PolicyModel
{
    /// <summary>What it sees.</summary>
    public required Space ObservationSpace { get; init; }

    /// <summary>What it does.</summary>
    public required Space ActionSpace { get; init; }

    /// <summary>Normalisation of observations; null for none.</summary>
    public ModelNormalization? Normalization { get; init; }

    /// <summary>From the normalised observation to the distribution's parameters: the trunk's layers and those of the policy's head.</summary>
    public required IReadOnlyList<ModelLayer> Layers { get; init; }

    /// <summary>Family of the distribution; never <see cref="PolicyDistribution.Automatic"/>.</summary>
    public required PolicyDistribution Distribution { get; init; }

    /// <summary>Parameters that no network gives: log σ of each dimension, and of a full Gaussian the rest of its Cholesky factor.</summary>
    public required IReadOnlyList<float> FreeParameters { get; init; }

    /// <summary>How the numbers that a (full) Gaussian samples become actions of a box.</summary>
    public required ActionBound ActionBound { get; init; }

    /// <summary>The policy as it is now; later changes do not reach the model.</summary>
    public static PolicyModel Of(ActorCritic policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ObservationNormalizer normalizer = policy.Normalizer;
        return new PolicyModel
        {
            ObservationSpace = policy.ObservationSpace,
            ActionSpace = policy.ActionSpace,
            Normalization = normalizer.Enabled ? new ModelNormalization([.. normalizer.Mean], [.. normalizer.InverseDeviation], normalizer.Clip) : null,
            Layers = [.. LayersOf(policy, policy.Trunk), .. LayersOf(policy, policy.PolicyStack)],
            Distribution = ActionDistributions.Resolve(policy.Options.Distribution, policy.ActionSpace),
            FreeParameters = [.. policy.FreeParameters],
            ActionBound = policy.Options.ActionBound,
        };
    }

    private static IEnumerable<ModelLayer> LayersOf(ActorCritic policy, LayerStack? stack) => (stack?.Layers ?? []).Select(layer => new ModelLayer(
        layer.Inputs,
        layer.Outputs,
        [.. policy.Parameters.Slice(layer.Offset, layer.WeightCount)],
        [.. policy.Parameters.Slice(layer.BiasOffset, layer.Outputs)],
        layer.Activated ? stack!.Activation : null));
}

/// <summary>x = clip((s − mean) · inverseDeviation, −clip, clip), entry by entry.</summary>
/// <param name="Mean">One for each entry of the observation.</param>
/// <param name="InverseDeviation">1/σ, one for each entry.</param>
/// <param name="Clip">The bound.</param>
public sealed record ModelNormalization(IReadOnlyList<float> Mean, IReadOnlyList<float> InverseDeviation, float Clip);

/// <summary>y = f(x W + b).</summary>
/// <param name="Inputs">Width of x.</param>
/// <param name="Outputs">Width of y.</param>
/// <param name="Weights">W, [inputs × outputs], row-major.</param>
/// <param name="Bias">b.</param>
/// <param name="Activation">f; null for the identity.</param>
public sealed record ModelLayer(int Inputs, int Outputs, IReadOnlyList<float> Weights, IReadOnlyList<float> Bias, Activation? Activation);
