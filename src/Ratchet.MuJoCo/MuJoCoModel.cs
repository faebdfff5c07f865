using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Ratchet.Environments;
using Ratchet.MuJoCo.Drawing;

namespace Ratchet.MuJoCo;

/// <summary>
/// A compiled model (mjModel). It is never changed after loading, so all environments of a task, on all threads, share one; it lives
/// as long as the process.
/// </summary>
public sealed unsafe class MuJoCoModel
{
    private const int ErrorSize = 1000;

    // A model is text of some kilobytes, with meshes in files beside it; the library would read anything, of any size.
    private const int MaxFileBytes = 64 << 20;

    // The library keeps folder and file names in buffers of fixed size.
    private const int MaxPathBytes = 900;

    // The compiler keeps global state: one model at a time.
    private static readonly Lock s_compiler = new();

    private readonly Lazy<Skin> _skin;

    private MuJoCoModel(string name, byte* pointer)
    {
        Name = name;
        Pointer = pointer;
        StateFields = [new StateField("qpos", PositionCount), new StateField("qvel", VelocityCount)];
        _skin = new Lazy<Skin>(() => new Skin(this));
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

    /// <summary>nbody: how many bodies, the world included, which is number 0.</summary>
    public int BodyCount => Int(Layout.Model.nbody);

    /// <summary>nsite: how many sites.</summary>
    public int SiteCount => Int(Layout.Model.nsite);

    /// <summary>nsensordata: how many numbers all sensors give together.</summary>
    public int SensorSize => Int(Layout.Model.nsensordata);

    /// <summary>body_mass: in the order of the bodies.</summary>
    public ReadOnlySpan<double> BodyMasses => Doubles(Layout.Model.body_mass, BodyCount);

    /// <summary>Seconds that one step of the integrator takes.</summary>
    public double Timestep => *(double*)(Pointer + Layout.Model.opt + Layout.Option.timestep);

    /// <summary>ngeom: how many geoms.</summary>
    internal int GeomCount => Int(Layout.Model.ngeom);

    /// <summary>The colours of the geoms.</summary>
    internal Skin Skin => _skin.Value;

    /// <summary>How the model looks, from each camera that was asked for.</summary>
    internal ConcurrentDictionary<Camera, ModelPicture> Pictures { get; } = new();

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

    /// <summary>
    /// Compiles a model from a file; what it includes and its meshes are found beside it. The name is the file's, without extension.
    /// </summary>
    /// <exception cref="MuJoCoUnavailableException">The library is missing, or another version.</exception>
    /// <exception cref="EnvironmentException">There is no such file, it cannot be read, or MuJoCo refuses the model.</exception>
    public static MuJoCoModel LoadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        MuJoCoLibrary.Require();
        byte[] nativePath = RequireModelFile(path);
        string name = Path.GetFileNameWithoutExtension(path);
        lock (s_compiler)
        {
            Diagnostics.Enter(name, step: 0);
            fixed (byte* pathPointer = nativePath)
                return new MuJoCoModel(name, Compile(path, pathPointer, files: null));
        }
    }

    /// <summary>The number of a body, for the properties of <see cref="MuJoCoEnvironment"/> that have an entry for each.</summary>
    /// <exception cref="ArgumentException">There is no such body.</exception>
    public int BodyIndex(string name) => Index(Layout.mjOBJ_BODY, "body", name);

    /// <summary>The number of a site.</summary>
    /// <exception cref="ArgumentException">There is no such site.</exception>
    public int SiteIndex(string name) => Index(Layout.mjOBJ_SITE, "site", name);

    /// <summary>Which of the sensors' numbers are those of one sensor: <c>Sensors[model.SensorRange("gyro")]</c>.</summary>
    /// <exception cref="ArgumentException">There is no such sensor.</exception>
    public Range SensorRange(string name)
    {
        int sensor = Index(Layout.mjOBJ_SENSOR, "sensor", name);
        int start = Ints(Layout.Model.sensor_adr)[sensor];
        return start..(start + Ints(Layout.Model.sensor_dim)[sensor]);
    }

    /// <summary>Compiles one of the models in this assembly: <c>Models/NAME.xml</c>.</summary>
    internal static MuJoCoModel LoadEmbedded(string name)
    {
        using Stream stream = typeof(MuJoCoModel).Assembly.GetManifestResourceStream(name + ".xml")
            ?? throw new ArgumentException($"There is no embedded model {name}.xml.", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Load(name, reader.ReadToEnd());
    }

    /// <summary>The box of the controls; an actuator without limits takes any number.</summary>
    internal BoxSpace ControlRange()
    {
        if (ControlCount == 0)
            throw new EnvironmentException($"model '{Name}' has no actuators; a task needs at least one");
        ReadOnlySpan<double> range = Doubles(Layout.Model.actuator_ctrlrange, 2 * ControlCount);
        double[] low = new double[ControlCount], high = new double[ControlCount];
        byte* limited = *(byte**)(Pointer + Layout.Model.actuator_ctrllimited);
        for (int i = 0; i < low.Length; i++)
            (low[i], high[i]) = limited[i] != 0 ? (range[2 * i], range[(2 * i) + 1]) : (double.NegativeInfinity, double.PositiveInfinity);
        return new BoxSpace(low, high);
    }

    internal int Int(int offset) => *(int*)(Pointer + offset);

    /// <summary>The array of ints that the field at <paramref name="offset"/> points to.</summary>
    internal int* Ints(int offset) => *(int**)(Pointer + offset);

    /// <summary>The array of doubles that the field at <paramref name="offset"/> points to.</summary>
    internal ReadOnlySpan<double> Doubles(int offset, int length) => new(*(double**)(Pointer + offset), length);

    private int Index(int kind, string what, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        fixed (byte* pointer = Terminated(name))
        {
            int index = Native.mj_name2id(Pointer, kind, pointer);
            return index >= 0 ? index : throw new ArgumentException($"Model '{Name}' has no {what} '{name}'.", nameof(name));
        }
    }

    /// <summary>The path as the library takes it, of a file that can be read and is no larger than a model.</summary>
    private static byte[] RequireModelFile(string path)
    {
        if (Directory.Exists(path))
            throw new EnvironmentException($"model '{path}' is a directory; expected a file in MuJoCo's XML format");
        if (!File.Exists(path))
            throw new EnvironmentException($"model '{path}' does not exist");
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.CanSeek && file.Length > MaxFileBytes)
                throw new EnvironmentException($"model '{path}' has {file.Length >> 20} MB; expected a file in MuJoCo's XML format of at most {MaxFileBytes >> 20} MB");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"model '{path}' cannot be read: {exception.Message}", exception);
        }

        byte[] nativePath = Terminated(path);
        return nativePath.Length <= MaxPathBytes
            ? nativePath
            : throw new EnvironmentException($"model '{path}' has a path of {nativePath.Length - 1} bytes; MuJoCo takes less than {MaxPathBytes}");
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>
    /// The library reads models from files only, but knows files in memory: a table of 2 MB, so it is taken and returned here.
    /// </summary>
    private static byte* Compile(string name, ReadOnlySpan<byte> xml)
    {
        byte* files = (byte*)NativeMemory.Alloc(Layout.VirtualFiles.Size);
        try
        {
            Native.mj_defaultVFS(files);
            fixed (byte* file = "model.xml\0"u8)
            {
                if (Native.mj_makeEmptyFileVFS(files, file, xml.Length) != 0)
                    throw new EnvironmentException($"model '{name}': MuJoCo has no memory for it");
                xml.CopyTo(new Span<byte>(*(void**)(files + Layout.VirtualFiles.filedata), xml.Length));
                return Compile(name, file, files);
            }
        }
        finally
        {
            Native.mj_deleteVFS(files);
            NativeMemory.Free(files);
        }
    }

    private static byte* Compile(string name, byte* file, byte* files)
    {
        Span<byte> error = stackalloc byte[ErrorSize];
        error.Clear();
        fixed (byte* errorPointer = error)
        {
            byte* model = Native.mj_loadXML(file, files, errorPointer, ErrorSize);
            if (model != null)
                return model;
            string? reason = Marshal.PtrToStringUTF8((nint)errorPointer)?.ReplaceLineEndings(" ").Trim();
            throw new EnvironmentException($"model '{name}' is refused by MuJoCo: {reason}");
        }
    }
}
