namespace Ratchet.Numerics;

/// <summary>What a stream of random numbers is for: streams of different purposes never share a number.</summary>
public enum StreamPurpose
{
    /// <summary>Initial parameters; index = network.</summary>
    Initialization = 1,

    /// <summary>Resets and dynamics; index = environment.</summary>
    Environment = 2,

    /// <summary>Sampled actions; index = environment.</summary>
    Action = 3,

    /// <summary>Order of minibatches.</summary>
    Shuffle = 4,

    /// <summary>Evaluation episodes: environments; index = episode.</summary>
    EvaluationEnvironment = 5,

    /// <summary>Evaluation episodes: actions; index = episode.</summary>
    EvaluationAction = 6,

    /// <summary>Whatever a user draws.</summary>
    User = 7,
}

/// <summary>A counter-based stream of random numbers: Philox4x32-10.</summary>
public struct RandomStream
{
    /// <summary>The stream of (seed, purpose, index), at its beginning.</summary>
    public RandomStream(ulong seed, StreamPurpose purpose, uint index = 0) => throw new NotImplementedException();

    /// <summary>32 uniform bits.</summary>
    public uint NextUInt32() => throw new NotImplementedException();

    /// <summary>Uniform on [0, 1), 24 bits.</summary>
    public float NextSingle() => throw new NotImplementedException();

    /// <summary>Uniform on [0, 1), 53 bits.</summary>
    public double NextDouble() => throw new NotImplementedException();

    /// <summary>Uniform on [low, high).</summary>
    public double NextUniform(double low, double high) => throw new NotImplementedException();

    /// <summary>Uniform on 0 … bound − 1, without bias.</summary>
    public int NextBelow(int bound) => throw new NotImplementedException();

    /// <summary>Standard normal.</summary>
    public double NextGaussian() => throw new NotImplementedException();

    /// <summary>How many 64-bit words <see cref="Save"/> writes.</summary>
    public const int StateSize = 2;

    /// <summary>Writes the position (key and purpose are derived again from the run's seed).</summary>
    public readonly void Save(Span<ulong> state) => throw new NotImplementedException();

    /// <summary>Restores a position.</summary>
    public void Load(ReadOnlySpan<ulong> state) => throw new NotImplementedException();
}
