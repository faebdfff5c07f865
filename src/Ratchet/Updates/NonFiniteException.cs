namespace Ratchet.Updates;

/// <summary>A number of the update is NaN or infinite; the message names the first such quantity.</summary>
public sealed class NonFiniteException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The first number that is not finite, in the order in which they are computed; null where the search for it found none.</summary>
    public NonFiniteQuantity? First { get; internal init; }

    /// <summary>What was being worked on: where the search for the first number begins.</summary>
    internal UpdateStage Stage { get; init; } = UpdateStage.Minibatch;
}

/// <summary>What an iteration is working on when a number turns out not to be finite.</summary>
internal enum UpdateStage
{
    /// <summary>The policy chooses actions.</summary>
    Collection,

    /// <summary>Values and advantages of the batch.</summary>
    Estimate,

    /// <summary>The gradient of a minibatch; nothing has been stepped by it.</summary>
    Minibatch,

    /// <summary>A variable of a dual problem, after the step on θ.</summary>
    Dual,

    /// <summary>The KL of the whole batch between the old policy and the new one.</summary>
    Audit,

    /// <summary>What the update leaves behind.</summary>
    End,
}
