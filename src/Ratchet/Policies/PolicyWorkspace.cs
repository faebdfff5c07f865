using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>The activations of an actor-critic for a few rows: one worker's share of a batch.</summary>
internal sealed unsafe class PolicyWorkspace
{
    public PolicyWorkspace(ActorCritic policy, Kernels kernels, int capacity, bool backward)
    {
        Trunk = policy.Trunk is { } trunk ? new StackWorkspace(trunk, kernels, capacity, backward) : null;
        Policy = new StackWorkspace(policy.PolicyStack, kernels, capacity, backward);
        Value = new StackWorkspace(policy.ValueStack, kernels, capacity, backward);
    }

    /// <summary>The shared trunk's activations; null without one.</summary>
    public StackWorkspace? Trunk { get; }

    /// <summary>The policy network's (or head's) activations.</summary>
    public StackWorkspace Policy { get; }

    /// <summary>The value network's (or head's) activations.</summary>
    public StackWorkspace Value { get; }

    /// <summary>Runs the policy network; its outputs stand in <see cref="Policy"/>.</summary>
    public void ForwardPolicy(float* inputs, nint stride, int rows)
    {
        if (Trunk is null)
        {
            Policy.Forward(inputs, stride, rows);
            return;
        }

        Trunk.Forward(inputs, stride, rows);
        Policy.Forward(Trunk.Outputs, Trunk.OutputStride, rows);
    }

    /// <summary>Runs the value network; its outputs stand in <see cref="Value"/>.</summary>
    /// <param name="inputs">Network inputs.</param>
    /// <param name="stride">Distance between their rows.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="afterPolicy">The trunk, if there is one, already holds these rows.</param>
    public void ForwardValue(float* inputs, nint stride, int rows, bool afterPolicy = false)
    {
        if (Trunk is null)
        {
            Value.Forward(inputs, stride, rows);
            return;
        }

        if (!afterPolicy)
            Trunk.Forward(inputs, stride, rows);
        Value.Forward(Trunk.Outputs, Trunk.OutputStride, rows);
    }

    /// <summary>From the gradient at the policy's outputs to its parameters'; a trunk gets the policy's share only.</summary>
    public void BackwardPolicy(float* inputs, nint stride, int rows, PolicyGradient gradient)
    {
        if (Trunk is null)
        {
            Policy.Backward(inputs, stride, rows, gradient.Policy);
            return;
        }

        Policy.Backward(Trunk.Outputs, Trunk.OutputStride, rows, gradient.Policy, Trunk.AboveOutputs(accumulate: false, last: true));
        Trunk.Backward(inputs, stride, rows, gradient.Trunk);
    }

    /// <summary>From the gradient at the value's outputs to its own network's parameters.</summary>
    public void BackwardValue(float* inputs, nint stride, int rows, PolicyGradient gradient) => Value.Backward(inputs, stride, rows, gradient.Value);

    /// <summary>Both at once: a trunk gets the sum of the two shares.</summary>
    public void BackwardBoth(float* inputs, nint stride, int rows, PolicyGradient gradient)
    {
        if (Trunk is null)
        {
            BackwardPolicy(inputs, stride, rows, gradient);
            BackwardValue(inputs, stride, rows, gradient);
            return;
        }

        Policy.Backward(Trunk.Outputs, Trunk.OutputStride, rows, gradient.Policy, Trunk.AboveOutputs(accumulate: false, last: false));
        Value.Backward(Trunk.Outputs, Trunk.OutputStride, rows, gradient.Value, Trunk.AboveOutputs(accumulate: true, last: true));
        Trunk.Backward(inputs, stride, rows, gradient.Trunk);
    }
}

/// <summary>Where the gradients of an actor-critic's parts go, each in the layout of <see cref="GradientLayout"/>.</summary>
internal unsafe struct PolicyGradient
{
    /// <summary>Of the shared trunk; null without one.</summary>
    public float* Trunk;

    /// <summary>Of the policy network or head.</summary>
    public float* Policy;

    /// <summary>Of log σ; null without.</summary>
    public float* LogDeviation;

    /// <summary>Of the value network or head.</summary>
    public float* Value;
}
