using Ratchet.Numerics;

namespace Ratchet.Policies;

/// <summary>Runs an actor-critic forward over many rows on all threads: distributions or values, from raw observations or network inputs.</summary>
internal sealed unsafe class PolicyEvaluator : IJob
{
    private const int BlockRows = 128;
    private const int MaxJobs = 16;
    private const int MinRowsPerJob = 64;

    private readonly ActorCritic _policy;
    private readonly Kernels _kernels;
    private readonly WorkerPool _pool;
    private readonly PolicyWorkspace[] _workspaces;
    private readonly AlignedBuffer<float>[] _inputs;
    private readonly int _inputStride;

    private Request _request;

    public PolicyEvaluator(ActorCritic policy, Kernels kernels, WorkerPool pool, int maxRows)
    {
        _policy = policy;
        _kernels = kernels;
        _pool = pool;
        int block = maxRows < BlockRows ? maxRows : BlockRows;
        _workspaces = new PolicyWorkspace[JobsFor(maxRows)];
        _inputs = new AlignedBuffer<float>[_workspaces.Length];
        _inputStride = Kernels.Pad(policy.ObservationSpace.Size);
        for (int i = 0; i < _workspaces.Length; i++)
        {
            _workspaces[i] = new PolicyWorkspace(policy, kernels, block, backward: false);
            _inputs[i] = new AlignedBuffer<float>(block, _inputStride);
        }
    }

    /// <summary>Distributions at normalised, padded inputs.</summary>
    public void Distributions(float* inputs, int rows, byte* masks, float* columns, nint columnStride) =>
        Run(new Request { Inputs = inputs, Rows = rows, Masks = masks, Columns = columns, ColumnStride = columnStride });

    /// <summary>Distributions at raw observations, through the policy's own normaliser.</summary>
    public void DistributionsOfObservations(float* observations, int rows, byte* masks, float* columns, nint columnStride) =>
        Run(new Request { Observations = observations, Rows = rows, Masks = masks, Columns = columns, ColumnStride = columnStride });

    /// <summary>Values at normalised, padded inputs.</summary>
    public void Values(float* inputs, int rows, float* values) => Run(new Request { Inputs = inputs, Rows = rows, Values = values });

    /// <summary>Values at raw observations, through the policy's own normaliser.</summary>
    public void ValuesOfObservations(float* observations, int rows, float* values) =>
        Run(new Request { Observations = observations, Rows = rows, Values = values });

    /// <inheritdoc/>
    void IJob.Execute(int index)
    {
        int jobs = JobsFor(_request.Rows);
        int start = (int)((long)_request.Rows * index / jobs), end = (int)((long)_request.Rows * (index + 1) / jobs);
        for (int row = start; row < end; row += BlockRows)
            Block(index, row, end - row < BlockRows ? end - row : BlockRows);
    }

    private static int JobsFor(int rows)
    {
        int jobs = rows / MinRowsPerJob;
        return jobs < 1 ? 1 : jobs > MaxJobs ? MaxJobs : jobs;
    }

    private void Run(in Request request)
    {
        if (request.Rows == 0)
            return;
        _request = request;
        _pool.Run(JobsFor(request.Rows), this);
    }

    private void Block(int index, int row, int rows)
    {
        PolicyWorkspace workspace = _workspaces[index];
        float* inputs = _request.Inputs + ((nint)row * _inputStride);
        if (_request.Observations is not null)
        {
            inputs = _inputs[index].Pointer;
            _policy.Normalizer.Normalize(_kernels, _request.Observations + ((nint)row * _policy.ObservationSpace.Size), rows, inputs, _inputStride);
        }

        if (_request.Values is not null)
        {
            workspace.ForwardValue(inputs, _inputStride, rows);
            for (int i = 0; i < rows; i++)
                _request.Values[row + i] = workspace.Value.Outputs[i * workspace.Value.OutputStride];
            return;
        }

        workspace.ForwardPolicy(inputs, _inputStride, rows);
        byte* masks = _request.Masks is null ? null : _request.Masks + row;
        _policy.Distribution.FromOutputs(_kernels, workspace.Policy.Outputs, workspace.Policy.OutputStride, masks, rows, _request.Columns + row, _request.ColumnStride);
    }

    private struct Request
    {
        public float* Inputs;
        public float* Observations;
        public int Rows;
        public byte* Masks;
        public float* Columns;
        public nint ColumnStride;
        public float* Values;
    }
}
