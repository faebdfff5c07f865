using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Ratchet.Interchange.Tests.Onnx;

/// <summary>The programs of others that read what is exported; where they are missing, tests are skipped visibly, and fail in continuous integration.</summary>
internal static class OnnxTools
{
    private static readonly Lazy<string?> PythonWithOnnx = new(() =>
        ((string[])[Environment.GetEnvironmentVariable("RATCHET_PYTHON") ?? "python3", "/usr/bin/python3", "python"]).FirstOrDefault(python => Succeeds(python, "-c", "import onnx")));

    /// <summary>The folder that holds Ratchet.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A Python interpreter with the package onnx.</summary>
    public static string Python
    {
        get
        {
            Require(PythonWithOnnx.Value is not null, "There is no Python 3 with the package onnx; install the package python3-onnx.");
            return PythonWithOnnx.Value!;
        }
    }

    /// <summary>The folder of the npm package onnxruntime-node, which <c>./test</c> puts into artifacts/.</summary>
    public static string OnnxRuntime
    {
        get
        {
            string artifacts = Path.Combine(Root, "artifacts");
            string? folder = Directory.Exists(artifacts) ? Directory.EnumerateDirectories(artifacts, "onnxruntime-node-*").Order(StringComparer.Ordinal).LastOrDefault() : null;
            folder = folder is null ? null : Path.Combine(folder, "node_modules", "onnxruntime-node");
            Require(folder is not null && Succeeds("node", "-e", "require(process.argv[1])", folder), "There is no ONNX Runtime; ./test installs it where Node.js and npm are.");
            return folder!;
        }
    }

    /// <summary>Runs a program to its end; its standard output.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {output}{error.Result}");
        return output;
    }

    private static void Require(bool there, string problem)
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.True(there, problem);
        Assert.SkipUnless(there, problem);
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using Process process = Start(program, arguments);
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Ratchet.slnx")))
                return folder.FullName;
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Ratchet.slnx.");
    }
}
