using System.Runtime.InteropServices;
using System.Text;
using Ratchet.Environments;

namespace Ratchet.MuJoCo;

/// <summary>
/// A compiled model (mjModel). It is never changed after loading, so all environments of a task, on all threads, share one; it lives
/// as long as the process.
/// </summary>
public sealed unsafe class MuJoCoModel
{
    private const int ErrorSize = 1000;

    // The compiler keeps global state: one model at a time.
    private static readonly Lock s_compiler = new();

    private MuJoCoModel(string name, byte* pointer)
    {
        Name = name;
        Pointer = pointer;
        StateFields = [new StateField("qpos", PositionCount), new StateField("qvel", VelocityCount)];
    }

    /// <summary>The name it was loaded under.</summary>
    public string Name { get; }

    /// <summary>nq: how many generalised coordinates.</summary>
    public int PositionCount => Int(Layout.Model.nq);

    /// <summary>nv: how many degrees of freedom.</summary>
    public int VelocityCount => Int(Layout.Model.nv);

    /// <summary>nu: how many actuators.</summary>
    public int ControlCount => Int(Layout.Model.nu);

    /// <summary>na: how many actuators' activations.</summary>
    public int ActivationCount => Int(Layout.Model.na);

    /// <summary>Seconds that one step of the integrator takes.</summary>
    public double Timestep => *(double*)(Pointer + Layout.Model.opt + Layout.Option.timestep);

    /// <summary>qpos, qvel.</summary>
    internal IReadOnlyList<StateField> StateFields { get; }

    /// <summary>The mjModel.</summary>
    internal byte* Pointer { get; }

    /// <summary>Compiles a model in MuJoCo's XML format (MJCF).</summary>
    /// <exception cref="MuJoCoUnavailableException">The library is missing, or another version.</exception>
    /// <exception cref="EnvironmentException">MuJoCo refuses the model.</exception>
    public static MuJoCoModel Load(string name, string xml)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(xml);
        MuJoCoLibrary.Require();
        lock (s_compiler)
        {
            Diagnostics.Enter(name, step: 0);
            return new MuJoCoModel(name, Compile(name, Encoding.UTF8.GetBytes(xml)));
        }
    }

    /// <summary>Compiles one of the models in this assembly: <c>Models/NAME.xml</c>.</summary>
    internal static MuJoCoModel LoadEmbedded(string name)
    {
        using Stream stream = typeof(MuJoCoModel).Assembly.GetManifestResourceStream(name + ".xml")
            ?? throw new ArgumentException($"There is no embedded model {name}.xml.", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Load(name, reader.ReadToEnd());
    }

    /// <summary>
    /// The library reads models from files only, but knows files in memory: a table of 2 MB, so it is taken and returned here.
    /// </summary>
    private static byte* Compile(string name, ReadOnlySpan<byte> xml)
    {
        ReadOnlySpan<byte> file = "model.xml\0"u8;
        Span<byte> error = stackalloc byte[ErrorSize];
        error.Clear();
        byte* files = (byte*)NativeMemory.Alloc(Layout.VirtualFiles.Size);
        try
        {
            Native.mj_defaultVFS(files);
            fixed (byte* filePointer = file, errorPointer = error)
            {
                if (Native.mj_makeEmptyFileVFS(files, filePointer, xml.Length) != 0)
                    throw new EnvironmentException($"model '{name}': MuJoCo has no memory for it");
                xml.CopyTo(new Span<byte>(*(void**)(files + Layout.VirtualFiles.filedata), xml.Length));
                byte* model = Native.mj_loadXML(filePointer, files, errorPointer, ErrorSize);
                Native.mj_deleteVFS(files);
                if (model == null)
                {
                    string? reason = Marshal.PtrToStringUTF8((nint)errorPointer)?.ReplaceLineEndings(" ").Trim();
                    throw new EnvironmentException($"model '{name}' is refused by MuJoCo: {reason}");
                }

                return model;
            }
        }
        finally
        {
            NativeMemory.Free(files);
        }
    }

    internal int Int(int offset) => *(int*)(Pointer + offset);

    /// <summary>The array of doubles that the field at <paramref name="offset"/> points to.</summary>
    internal ReadOnlySpan<double> Doubles(int offset, int length) => new(*(double**)(Pointer + offset), length);
}
