using System.Globalization;

namespace Ratchet.Updates;

/// <summary>A number that is NaN or infinite, and where it stands.</summary>
/// <param name="Operation">What computes it, in one or two words: parameter, pre-activation, log-probability, gradient …</param>
/// <param name="Name">Which one it is, as the beginning of a sentence without the place of the sample.</param>
/// <param name="Value">NaN or an infinity.</param>
public sealed record NonFiniteQuantity(string Operation, string Name, double Value)
{
    /// <summary>The layer that it belongs to, such as <c>layer 2 of the policy network</c>; null for what is in no layer.</summary>
    public string? Layer { get; init; }

    /// <summary>Entry of the observation, unit of the layer, or number of the parameter; null where there is one number a sample.</summary>
    public int? Index { get; init; }

    /// <summary>The environment of the sample; null for what belongs to no sample.</summary>
    public int? Environment { get; init; }

    /// <summary>Its step within the iteration, from 0.</summary>
    public int? Step { get; init; }

    /// <summary>The whole sentence, without its full stop.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}{(Environment is null ? "" : $" for the sample of environment {Environment}, step {Step} of the iteration,")} is {Value}");
}
