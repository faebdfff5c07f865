using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Ratchet.Environments;

namespace Ratchet.Gymnasium;

/// <summary>
/// Environments of one worker that step together, and the memory that they share with it: actions go there before a step, observations,
/// rewards and ends are found there after it. A request and its answer are two calls, so that the workers of several groups run at the same
/// time; nothing is allocated by a step.
/// </summary>
internal sealed unsafe class EnvironmentGroup : IDisposable
{
    private const int Alignment = 64, Idle = -1, Terminated = 1, Truncated = 2;

    private readonly byte[] _number = new byte[sizeof(uint)];
    private readonly GymnasiumName _name;
    private readonly uint _id;
    private readonly bool _autoreset;
    private SharedMemory? _memory;
    private double* _actions;
    private double* _rewards;
    private byte* _flags;
    private byte* _observations;
    private byte* _finalObservations;

    /// <summary>Asks a worker to make the environments; <see cref="Open"/> waits for them.</summary>
    /// <param name="worker">Where they live.</param>
    /// <param name="name">What to make.</param>
    /// <param name="id">A number of its own for each group of a worker.</param>
    /// <param name="count">How many.</param>
    /// <param name="autoreset">Whether an environment that ends begins its next episode in the same step.</param>
    public EnvironmentGroup(PythonWorker worker, GymnasiumName name, uint id, int count, bool autoreset)
    {
        Worker = worker;
        Count = count;
        (_name, _id, _autoreset) = (name, id, autoreset);
        BinaryPrimitives.WriteUInt32LittleEndian(_number, id);
        Send('M', json =>
        {
            json.WriteString("id", _name.Id);
            json.WritePropertyName("arguments");
            json.WriteRawValue(_name.Arguments);
            json.WriteNumber("count", Count);
            json.WriteBoolean("autoreset", _autoreset);
        });
    }

    public PythonWorker Worker { get; }

    public int Count { get; }

    public GroupSpaces Spaces { get; private set; } = null!;

    /// <summary>[count × action size], written before <see cref="BeginStep"/>.</summary>
    public Span<double> Actions => new(_actions, Count * Spaces.Action.Size);

    /// <summary>[count], of the last step.</summary>
    public ReadOnlySpan<double> Rewards => new(_rewards, Count);

    /// <summary>Waits until the environments are made, and maps the memory.</summary>
    /// <exception cref="WorkerException">They cannot be made.</exception>
    public void Open()
    {
        try
        {
            Spaces = WorkerAnswer.ToSpaces(Worker.Receive(starting: true));
        }
        catch (WorkerException exception) when (exception.IsLost)
        {
            throw new WorkerException($"could not be made: it {exception.Message}", exception.Traceback) { IsLost = true };
        }

        long rewards = Align(Alignment + (long)Count * Spaces.Action.Size * sizeof(double));
        long flags = Align(rewards + (long)Count * sizeof(double));
        long observations = Align(flags + Count);
        long finals = Align(observations + (long)Count * Spaces.ObservationBytes);
        _memory = new SharedMemory(Align(finals + (long)Count * Spaces.ObservationBytes));
        byte* start = _memory.Start;
        _actions = (double*)(start + Alignment);
        _rewards = (double*)(start + rewards);
        _flags = start + flags;
        _observations = start + observations;
        _finalObservations = start + finals;
        Send('A', json =>
        {
            json.WriteString("path", _memory.FilePath);
            json.WriteNumber("size", _memory.Size);
            json.WriteNumber("actions", Alignment);
            json.WriteNumber("rewards", rewards);
            json.WriteNumber("flags", flags);
            json.WriteNumber("observations", observations);
            json.WriteNumber("finals", finals);
        });
        Worker.Receive();
        _memory.Unlink();
    }

    /// <summary>Asks for a new episode of every environment, each from its seed; the first observations follow.</summary>
    public void BeginReset(ReadOnlySpan<uint> seeds)
    {
        uint[] values = seeds.ToArray();
        Send('R', json =>
        {
            json.WriteStartArray("seeds");
            foreach (uint seed in values)
                json.WriteNumberValue(seed);
            json.WriteEndArray();
        });
    }

    /// <summary>Asks for a step with <see cref="Actions"/>.</summary>
    public void BeginStep() => Worker.Send((byte)'S', _number);

    /// <summary>Waits for what was begun.</summary>
    /// <exception cref="WorkerException">An environment failed.</exception>
    public void End()
    {
        try
        {
            Worker.Receive();
        }
        catch (WorkerException exception) when (exception.IsLost && *(int*)_memory!.Start is var progress and not Idle)
        {
            throw new WorkerException(exception.Message, exception.Traceback) { IsLost = true, Instance = progress / 2, Resetting = progress % 2 == 1 };
        }
    }

    /// <summary>Whether an environment came to a true end in the last step.</summary>
    public bool HasTerminated(int index) => (_flags[index] & Terminated) != 0;

    /// <summary>Whether an environment was cut off in the last step.</summary>
    public bool IsTruncated(int index) => (_flags[index] & Truncated) != 0;

    /// <summary>Copies where an environment is now.</summary>
    /// <exception cref="EnvironmentException">A number is not finite.</exception>
    public void CopyObservation(int index, Span<float> target) => Copy(_observations, index, target);

    /// <summary>Copies where an environment's episode ended.</summary>
    /// <exception cref="EnvironmentException">A number is not finite.</exception>
    public void CopyFinalObservation(int index, Span<float> target) => Copy(_finalObservations, index, target);

    /// <summary>Copies where an environment is now, in double precision and unchecked.</summary>
    public void CopyObservation(int index, Span<double> target)
    {
        byte* source = _observations + (long)index * Spaces.ObservationBytes;
        switch (Spaces.Wire)
        {
            case WireFormat.UInt8:
                for (int i = 0; i < target.Length; i++)
                    target[i] = source[i];
                break;
            case WireFormat.Float32:
                for (int i = 0; i < target.Length; i++)
                    target[i] = ((float*)source)[i];
                break;
            default:
                new ReadOnlySpan<double>(source, target.Length).CopyTo(target);
                break;
        }
    }

    /// <summary>Closes the environments of a worker that goes on for others.</summary>
    /// <exception cref="WorkerException">The worker is gone.</exception>
    public void Close()
    {
        Send('C', static _ => { });
        Worker.Receive();
    }

    /// <summary>Frees the memory; the worker is its owner's.</summary>
    public void Dispose() => _memory?.Dispose();

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    private void Copy(byte* rows, int index, Span<float> target)
    {
        byte* source = rows + (long)index * Spaces.ObservationBytes;
        switch (Spaces.Wire)
        {
            case WireFormat.UInt8:
                Widen(source, target);
                break;
            case WireFormat.Float32:
                for (int i = 0; i < target.Length; i++)
                    target[i] = float.IsFinite(((float*)source)[i]) ? ((float*)source)[i] : throw SimulatorBorder.NotFinite(((float*)source)[i], $"observation entry {i}");
                break;
            default:
                SimulatorBorder.Convert(new ReadOnlySpan<double>(source, target.Length), target);
                break;
        }
    }

    /// <summary>Bytes as floats, sixteen at a time: a frame of a game has 100,000 of them.</summary>
    private static void Widen(byte* source, Span<float> target)
    {
        int i = 0;
        for (; i <= target.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.Load(source + i));
            Store(lower, target[i..]);
            Store(upper, target[(i + Vector128<ushort>.Count)..]);
        }

        for (; i < target.Length; i++)
            target[i] = source[i];

        static void Store(Vector128<ushort> values, Span<float> target)
        {
            (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(values);
            Vector128.ConvertToSingle(lower.AsInt32()).CopyTo(target);
            Vector128.ConvertToSingle(upper.AsInt32()).CopyTo(target[Vector128<uint>.Count..]);
        }
    }

    private void Send(char kind, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("group", _id);
            write(json);
            json.WriteEndObject();
        }

        Worker.Send((byte)kind, buffer.WrittenSpan);
    }
}
