using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Ratchet.Interchange.Tests.TensorBoard;

/// <summary>Runs <c>read_events.py</c>, which shares no code with the library.</summary>
internal static class PythonReader
{
    private static readonly string? Python = Find();

    /// <summary>A line of JSON for each event. Skipped without Python's protobuf; with <c>CI=true</c> that is a failure.</summary>
    public static string[] Read(string path)
    {
        const string Missing = "Python 3 with protobuf is missing.";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.True(Python is not null, Missing);
        Assert.SkipUnless(Python is not null, Missing);
        (int code, string output, string error) = Run(Python!, Path.Combine(AppContext.BaseDirectory, "TensorBoard", "read_events.py"), path);
        Assert.Equal((0, ""), (code, error));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string? Find() =>
        Array.Find([Environment.GetEnvironmentVariable("RATCHET_PYTHON") ?? "python3", "/usr/bin/python3", "python"], python =>
        {
            try
            {
                return Run(python, "-c", "import google.protobuf").Code == 0;
            }
            catch (Win32Exception)
            {
                return false;
            }
        });

    private static (int Code, string Output, string Error) Run(string python, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
