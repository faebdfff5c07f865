using Ratchet.Policies;
using Ratchet.Storage;

namespace Ratchet.Training.Runs;

/// <summary>
/// The exported policy in a run's folder, <c>policy.onnx</c> say, and the one before it, <c>policy.previous.onnx</c>: that of the last checkpoint and that of the
/// checkpoint before, or none where the export failed; never one of another checkpoint.
/// </summary>
internal sealed class ExportFiles
{
    private readonly IPolicyExporter _exporter;
    private readonly string _file;
    private readonly string _previous;
    private string? _problem;

    /// <param name="folder">The run's folder.</param>
    /// <param name="exporter">What writes the file.</param>
    /// <exception cref="ArgumentException">Its file is one of the run's own, or none in the folder.</exception>
    public ExportFiles(string folder, IPolicyExporter exporter)
    {
        string name = exporter.FileName;
        if (string.IsNullOrEmpty(name) || name != Path.GetFileName(name) || name is "." or ".." || RunFolder.IsOwn(name))
            throw new ArgumentException($"The exporter's file is '{name}'; it must be a name in the run's folder, and none of the run's own files.", nameof(exporter));
        _exporter = exporter;
        _file = Path.Combine(folder, name);
        _previous = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(name)}.previous{Path.GetExtension(name)}");
    }

    /// <summary>
    /// Exports after a checkpoint, and never instead of it: whatever goes wrong is a warning, once for as long as the same goes wrong. The file is written beside and
    /// renamed when it is good.
    /// </summary>
    /// <param name="policy">That of the checkpoint.</param>
    /// <param name="observations">Raw observations that it met, dense rows.</param>
    /// <param name="masked">Whether the task forbids actions.</param>
    /// <param name="warn">Is told what went wrong.</param>
    public void Write(ActorCritic policy, ReadOnlySpan<float> observations, bool masked, Action<string> warn)
    {
        string? problem = null;
        try
        {
            Replace(policy, observations, masked);
        }
        // An exporter is somebody else's code, and the weights are saved.
        catch (Exception exception)
        {
            problem = exception.Message;
        }

        if (problem is not null && problem != _problem)
            warn($"{_exporter.FileName} was not written: {problem} The checkpoint is good.");
        _problem = problem;
    }

    private void Replace(ActorCritic policy, ReadOnlySpan<float> observations, bool masked)
    {
        if (Directory.Exists(_file))
            throw new IOException($"'{_file}' is a folder.");
        try
        {
            _exporter.Export(policy, observations, masked, WholeFile.TemporaryOf(_file));
        }
        catch
        {
            KeepPrevious();
            WholeFile.Remove(_file);
            throw;
        }

        KeepPrevious();
        WholeFile.PutInPlace(_file);
    }

    private void KeepPrevious()
    {
        if (File.Exists(_file))
            File.Move(_file, _previous, overwrite: true);
        else
            File.Delete(_previous);
    }
}
