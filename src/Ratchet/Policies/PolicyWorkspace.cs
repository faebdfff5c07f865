using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>The activations of an actor-critic for a few rows: one worker's share of a batch.</summary>
internal sealed unsafe class PolicyWorkspace
{
    private readonly StackWorkspace? _trunk;

    public PolicyWorkspace(ActorCritic policy, Kernels kernels, int capacity, bool backward)
    {
        _trunk = policy.Trunk is { } trunk ? new StackWorkspace(trunk, kernels, capacity, backward) : null;
        Policy = new StackWorkspace(policy.PolicyStack, kernels, capacity, backward);
        Value = new StackWorkspace(policy.ValueStack, kernels, capacity, backward);
    }

    /// <summary>The policy network's (or head's) activations.</summary>
    public StackWorkspace Policy { get; }

    /// <summary>The value network's (or head's) activations.</summary>
    public StackWorkspace Value { get; }


    /// <summary>Runs the policy network; its outputs stand in <see cref="Policy"/>.</summary>
    public void ForwardPolicy(float* inputs, nint stride, int rows)
    {
        if (_trunk is null)
        {
            Policy.Forward(inputs, stride, rows);
            return;
        }

        _trunk.Forward(inputs, stride, rows);
        Policy.Forward(_trunk.Outputs, _trunk.OutputStride, rows);
    }

    /// <summary>Runs the value network; its outputs stand in <see cref="Value"/>.</summary>
    /// <param name="inputs">Network inputs.</param>
    /// <param name="stride">Distance between their rows.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="afterPolicy">The trunk, if there is one, already holds these rows.</param>
    public void ForwardValue(float* inputs, nint stride, int rows, bool afterPolicy = false)
    {
        if (_trunk is null)
        {
            Value.Forward(inputs, stride, rows);
            return;
        }

        if (!afterPolicy)
            _trunk.Forward(inputs, stride, rows);
        Value.Forward(_trunk.Outputs, _trunk.OutputStride, rows);
    }

    /// <summary>From the gradient at the policy's outputs to its parameters'; a trunk gets the policy's share only.</summary>
    public void BackwardPolicy(float* inputs, nint stride, int rows, PolicyGradient gradient)
    {
        if (_trunk is null)
        {
            Policy.Backward(inputs, stride, rows, gradient.Policy);
            return;
        }

        Policy.Backward(_trunk.Outputs, _trunk.OutputStride, rows, gradient.Policy, _trunk.AboveOutputs(accumulate: false, last: true));
        _trunk.Backward(inputs, stride, rows, gradient.Trunk);
    }

    /// <summary>From the gradient at the value's outputs to its own network's parameters.</summary>
    public void BackwardValue(float* inputs, nint stride, int rows, PolicyGradient gradient) => Value.Backward(inputs, stride, rows, gradient.Value);

    /// <summary>Both at once: a trunk gets the sum of the two shares.</summary>
    public void BackwardBoth(float* inputs, nint stride, int rows, PolicyGradient gradient)
    {
        if (_trunk is null)
        {
            BackwardPolicy(inputs, stride, rows, gradient);
            BackwardValue(inputs, stride, rows, gradient);
            return;
        }

        Policy.Backward(_trunk.Outputs, _trunk.OutputStride, rows, gradient.Policy, _trunk.AboveOutputs(accumulate: false, last: false));
        Value.Backward(_trunk.Outputs, _trunk.OutputStride, rows, gradient.Value, _trunk.AboveOutputs(accumulate: true, last: true));
        _trunk.Backward(inputs, stride, rows, gradient.Trunk);
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
