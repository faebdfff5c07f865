using Ratchet.Numerics;
using Ratchet.Policies;

namespace Ratchet.Rollouts;

/// <summary>
/// What N environments went through in T steps: everything an update needs, allocated once (but for more true successors than ever before). Row t · N + e is step t of environment e;
/// per-sample numbers are columns over the rows. Raw observations and network inputs have one more block of N rows: the states after the
/// last step.
/// </summary>
internal sealed unsafe class RolloutBatch
{
    private readonly AlignedBuffer<float> _observations;
    private readonly AlignedBuffer<float> _inputs;
    private readonly AlignedBuffer<float> _columns;
    private readonly AlignedBuffer<float> _actions;
    private readonly AlignedBuffer<byte>? _masks;
    private readonly AlignedBuffer<float> _scalars;
    private readonly bool[] _terminated;
    private readonly bool[] _truncated;
    private readonly int[] _finalRows;

    private AlignedBuffer<float> _finalObservations;

    public RolloutBatch(ActorCritic policy, int environments, int horizon, bool masked, int tasks = 1)
    {
        Environments = environments;
        Horizon = horizon;
        Rows = environments * horizon;
        ObservationSize = policy.ObservationSpace.Size;
        InputStride = Kernels.Pad(ObservationSize);
        Width = policy.Distribution.Width;
        ActionSize = policy.Distribution.ActionSize;
        Stride = Kernels.Pad(Rows);
        _observations = new AlignedBuffer<float>(Rows + environments, ObservationSize);
        _inputs = new AlignedBuffer<float>(Rows + environments, InputStride);
        _finalObservations = new AlignedBuffer<float>(environments, ObservationSize);
        _columns = new AlignedBuffer<float>(Width, Stride);
        _actions = new AlignedBuffer<float>(ActionSize, Stride);
        _masks = masked ? new AlignedBuffer<byte>(Width, Stride) : null;
        _scalars = new AlignedBuffer<float>((5 * Stride) + Kernels.Pad(Rows + environments) + Stride);
        _terminated = new bool[Rows];
        _truncated = new bool[Rows];
        _finalRows = new int[Rows];
        StepsBefore = new long[environments];
        TaskCount = tasks;
        Tasks = new int[tasks > 1 ? Rows : 0];
        LogDeviation = new AlignedBuffer<float>(Kernels.Pad(policy.Distribution.FreeParameters));
    }

    /// <summary>N.</summary>
    public int Environments { get; }

    /// <summary>T.</summary>
    public int Horizon { get; }

    /// <summary>N · T.</summary>
    public int Rows { get; }

    /// <summary>Distance between columns.</summary>
    public int Stride { get; }

    /// <summary>Columns of a distribution.</summary>
    public int Width { get; }

    /// <summary>Columns of an action.</summary>
    public int ActionSize { get; }

    /// <summary>Width of an observation.</summary>
    public int ObservationSize { get; }

    /// <summary>Distance between the rows of <see cref="Inputs"/>.</summary>
    public int InputStride { get; }

    /// <summary>Raw observations, dense rows.</summary>
    public float* Observations => _observations.Pointer;

    /// <summary>Normalised observations, padded rows.</summary>
    public float* Inputs => _inputs.Pointer;

    /// <summary>Raw true successors of the truncated steps, dense rows.</summary>
    public float* FinalObservations => _finalObservations.Pointer;

    /// <summary>The behaviour policy's distributions.</summary>
    public float* Columns => _columns.Pointer;

    /// <summary>The behaviour policy's log σ and other free parameters.</summary>
    public AlignedBuffer<float> LogDeviation { get; }

    /// <summary>Sampled actions, unclipped.</summary>
    public float* Actions => _actions.Pointer;

    /// <summary>Columns of valid actions; null when all are.</summary>
    public byte* Masks => _masks is null ? null : _masks.Pointer;

    /// <summary>How many tasks the environments set.</summary>
    public int TaskCount { get; }

    /// <summary>Which task each row belongs to; empty where there is only one.</summary>
    public int[] Tasks { get; }

    /// <summary>ln π_old(a|s).</summary>
    public float* LogProbability => _scalars.Pointer;

    /// <summary>r, as the update sees it.</summary>
    public float* Rewards => _scalars.Pointer + Stride;

    /// <summary>A, or another Ψ.</summary>
    public float* Advantages => _scalars.Pointer + (2 * Stride);

    /// <summary>R (A + V for an advantage A), in the critic's units: its regression target.</summary>
    public float* Returns => _scalars.Pointer + (3 * Stride);

    /// <summary>V(s) of the critic that was there at the start of the update, in its own units.</summary>
    public float* OldValues => _scalars.Pointer + (4 * Stride);

    /// <summary>V(s) of all rows and of the states after the last step, in the critic's units.</summary>
    public float* Values => _scalars.Pointer + (5 * Stride);

    /// <summary>V of the true successors of the truncated steps, in the critic's units.</summary>
    public float* FinalValues => Values + Kernels.Pad(Rows + Environments);

    /// <summary>True ends.</summary>
    public Span<bool> Terminated => _terminated;

    /// <summary>Cut off by a time limit (and not terminated).</summary>
    public Span<bool> Truncated => _truncated;

    /// <summary>For a truncated row: which row of <see cref="FinalObservations"/> is its true successor.</summary>
    public Span<int> FinalRows => _finalRows;

    /// <summary>For each environment: steps of its present episode before this batch.</summary>
    public long[] StepsBefore { get; }

    /// <summary>How many true successors are stored.</summary>
    public int FinalCount { get; set; }

    /// <summary>
    /// Stores the true successor of a truncated row. There is room for one of each environment at first, and it doubles when it is full:
    /// every row could be truncated, but room for that would be as much again as all observations.
    /// </summary>
    public void KeepTrueSuccessor(int row, ReadOnlySpan<float> observation)
    {
        int start = FinalCount * ObservationSize;
        if (start == _finalObservations.Length)
        {
            var larger = new AlignedBuffer<float>(Math.Min(2L * start, (long)Rows * ObservationSize));
            _finalObservations.Span.CopyTo(larger.Span);
            _finalObservations = larger;
        }

        observation.CopyTo(_finalObservations.Span[start..]);
        _finalRows[row] = FinalCount++;
    }
}
