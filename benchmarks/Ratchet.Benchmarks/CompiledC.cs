using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ratchet.Benchmarks;

/// <summary>A C source of this assembly, compiled with the machine's compiler (<c>CC</c>, else <c>cc</c>) and loaded.</summary>
internal sealed class CompiledC : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ratchet-").FullName;
    private readonly nint _library;

    /// <summary>Compiles and loads.</summary>
    /// <param name="source">The file's name.</param>
    /// <exception cref="BenchmarkSkippedException">There is no C compiler.</exception>
    public CompiledC(string source)
    {
        try
        {
            string file = Path.Combine(_folder, source), library = Path.Combine(_folder, "compiled.so");
            using (Stream stream = typeof(CompiledC).Assembly.GetManifestResourceStream(source)!)
            using (FileStream target = File.Create(file))
                stream.CopyTo(target);
            Compile(file, library);
            _library = NativeLibrary.Load(library);
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }
    }

    /// <summary>The address of one of its functions.</summary>
    public nint Function(string name) => NativeLibrary.GetExport(_library, name);

    public void Dispose()
    {
        NativeLibrary.Free(_library);
        Directory.Delete(_folder, recursive: true);
    }

    private static void Compile(string source, string library)
    {
        string compiler = Environment.GetEnvironmentVariable("CC") is { Length: > 0 } named ? named : "cc";
        try
        {
            using Process process = Process.Start(compiler, ["-O2", "-shared", "-fPIC", "-o", library, source]);
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new BenchmarkSkippedException($"the C compiler {compiler} could not compile {Path.GetFileName(source)}.");
        }
        catch (Win32Exception)
        {
            throw new BenchmarkSkippedException($"needs a C compiler: {compiler} was not found; install one, or name it in CC.");
        }
    }
}
