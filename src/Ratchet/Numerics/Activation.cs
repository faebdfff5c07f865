namespace Ratchet.Numerics;

/// <summary>The nonlinearity of a hidden layer.</summary>
public enum Activation
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x for x &gt; 0, else e^x − 1.</summary>
    Elu,

    /// <summary>x · σ(x), σ the logistic function.</summary>
    Silu,
}
