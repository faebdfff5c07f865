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

    /// <summary>Perturbations of a search; index = candidate, or pair of candidates, over all generations.</summary>
    Perturbation = 8,
}

/// <summary>
/// A counter-based stream of random numbers: Philox4x32-10 (<see cref="Philox"/>). The key is the seed; the counter is (block, index,
/// purpose), so streams of different (seed, purpose, index) never overlap, and each holds 2⁶⁴ words. A mutable value: pass it by
/// reference, a copy repeats the numbers.
/// </summary>
public struct RandomStream
{
    private const int WordsPerBlock = 4;

    private readonly ulong _seed;
    private readonly uint _purpose;
    private readonly uint _index;
    private Philox.Block _block;

    /// <summary>Number of 32-bit words drawn so far; word p is number p mod 4 of block p / 4.</summary>
    private ulong _position;

    /// <summary>The second normal of the last Box–Muller pair; NaN when there is none.</summary>
    private double _spareGaussian = double.NaN;

    /// <summary>The stream of (seed, purpose, index), at its beginning.</summary>
    public RandomStream(ulong seed, StreamPurpose purpose, uint index = 0)
    {
        _seed = seed;
        _purpose = (uint)purpose;
        _index = index;
    }

    /// <summary>The seed of the stream.</summary>
    public readonly ulong Seed => _seed;

    /// <summary>Which of the streams of its seed and purpose: the environment, or the episode of an evaluation.</summary>
    public readonly uint Index => _index;

    /// <summary>32 uniform bits.</summary>
    public uint NextUInt32()
    {
        int word = (int)(_position % WordsPerBlock);
        if (word == 0)
        {
            GenerateBlock();
        }
        _position++;
        return _block[word];
    }

    /// <summary>Uniform on [0, 1): the upper 24 bits of one word, times 2⁻²⁴.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform on [0, 1): 53 bits of two words (the first gives the upper 32), times 2⁻⁵³.</summary>
    public double NextDouble()
    {
        ulong high = NextUInt32();
        return (((high << 32) | NextUInt32()) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform on [low, high): low + (high − low)·u. Where that rounds up to high, low is returned.</summary>
    public double NextUniform(double low, double high)
    {
        double value = low + (high - low) * NextDouble();
        return value < high ? value : low;
    }

    /// <summary>
    /// Uniform on 0 … bound − 1, without bias (Lemire, "Fast random integer generation in an interval", 2019): the upper half of
    /// word · bound is the result; a word is rejected when the lower half falls below 2³² mod bound, so that every result is left
    /// with exactly ⌊2³² / bound⌋ words.
    /// </summary>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        uint range = (uint)bound;
        ulong product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            uint threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * range;
            }
        }
        return (int)(product >> 32);
    }

    /// <summary>
    /// Standard normal (Box and Muller, 1958): √(−2 ln u) · (cos 2πv, sin 2πv), with u = 1 − NextDouble in (0, 1] and v = NextDouble.
    /// The cosine is returned first; the sine is kept for the next call and belongs to the saved state.
    /// </summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(_spareGaussian))
        {
            double spare = _spareGaussian;
            _spareGaussian = double.NaN;
            return spare;
        }
        double radius = Math.Sqrt(-2 * Real.Log(1 - NextDouble()));
        (double sine, double cosine) = Real.SinCos(2 * Math.PI * NextDouble());
        _spareGaussian = radius * sine;
        return radius * cosine;
    }

    /// <summary>How many 64-bit words <see cref="Save"/> writes.</summary>
    public const int StateSize = 2;

    /// <summary>Writes the position and the kept normal (seed, purpose and index are derived again from the run's seed).</summary>
    public readonly void Save(Span<ulong> state)
    {
        state[1] = BitConverter.DoubleToUInt64Bits(_spareGaussian);
        state[0] = _position;
    }

    /// <summary>Restores what <see cref="Save"/> wrote, into a stream of the same seed, purpose and index.</summary>
    public void Load(ReadOnlySpan<ulong> state)
    {
        _spareGaussian = BitConverter.UInt64BitsToDouble(state[1]);
        _position = state[0];
        if (_position % WordsPerBlock != 0)
        {
            GenerateBlock();
        }
    }

    private void GenerateBlock()
    {
        ulong block = _position / WordsPerBlock;
        _block = Philox.Generate(new Philox.Block((uint)block, (uint)(block >> 32), _index, _purpose), (uint)_seed, (uint)(_seed >> 32));
    }
}
