using System.CommandLine;
using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Interchange.Onnx;
using Ratchet.Policies;
using Ratchet.Policies.Export;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet export</c>: writes the policy of a run for other programs.</summary>
internal static class ExportCommand
{
    private const string OnnxOption = "--onnx";

    /// <summary>What <c>export</c> can write: an option each, whose value is the file.</summary>
    private static readonly ExportFormat[] Formats =
    [
        new(OnnxOption, "An ONNX file, for ONNX Runtime, Unity Sentis and others; compared with the policy on recorded observations.", WriteOnnx),
        new("--weights", "A safetensors file of named weights, for Python and for 'train --from'.", WriteWeights),
        new("--csharp", "One C# 9 file that needs no library, for engines such as Unity.", WriteCSharp),
    ];

    public static Command Create(Surroundings surroundings)
    {
        Argument<string> folder = SharedOptions.Folder();
        var command = new Command("export", "Writes the policy of a run for other programs.") { folder };
        Option<string?>[] files = [.. Formats.Select(format => new Option<string?>(format.Option) { Description = format.Description, HelpName = "file" })];
        foreach (Option<string?> option in files)
            command.Add(option);
        var sampling = new Option<bool>("--sampling") { Description = "Adds to an ONNX file an input of noise and an output of the action sampled with it." };
        command.Add(sampling);
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(folder);
            if (files.All(option => result.GetValue(option) is null))
                throw new UserException($"nothing to export: give {string.Join(" or ", Formats.Select(format => $"{format.Option} FILE"))}.");
            if (result.GetValue(sampling) && !Formats.Zip(files).Any(pair => pair.First.Option == OnnxOption && result.GetValue(pair.Second) is not null))
                throw new UserException($"{sampling.Name} adds to an ONNX file; give {OnnxOption} FILE too.");
            RunOptions options = RunFolder.ReadOptions(path);
            EnvironmentDefinition definition = Tasks.Find(options);
            var source = new ExportSource(options, definition, RunFolder.ReadPolicy(path, definition), result.GetValue(sampling));
            for (int i = 0; i < files.Length; i++)
                if (result.GetValue(files[i]) is { } file)
                    surroundings.Output.WriteLine(Write(Formats[i], source, file));
        });
        return command;
    }

    /// <exception cref="UserException">The file cannot be written, or the policy not be exported.</exception>
    private static string Write(ExportFormat format, ExportSource source, string file)
    {
        if (file.Length == 0 || Path.EndsInDirectorySeparator(file) || Directory.Exists(file))
            throw new UserException($"{format.Option} is '{file}', which is no file; give the name of one.");
        // A file is renamed to its name, which would put it in the place of the device.
        if (!OperatingSystem.IsWindows() && Path.GetDirectoryName(Path.GetFullPath(file)) == "/dev")
            throw new UserException($"{format.Option} is '{file}', which is a device; give the name of a file.");
        try
        {
            return $"{file}: {format.Write(source, file)}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PolicyExportException)
        {
            throw new UserException($"cannot write '{file}': {exception.Message}", exception);
        }
    }

    /// <summary>A file that is there already is replaced when the new one was found to do what the policy does.</summary>
    private static string WriteOnnx(ExportSource source, string file)
    {
        TrainingOptions training = source.Options.Training;
        RecordedPlay play = RecordedPlay.Of(source.Policy, EnvironmentWrappers.Apply(source.Definition, training.Wrappers), training.Seed);
        var exporter = new OnnxExporter(new OnnxOptions { Environment = training.Environment, Sampling = source.Sampling });
        string temporary = file + ".tmp";
        try
        {
            exporter.Export(source.Policy, play.Observations, play.HasActionMasks, temporary);
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return $"the policy of {training.Environment}, compared on {play.Observations.Length / source.Policy.ObservationSpace.Size} observations.";
    }

    private static string WriteWeights(ExportSource source, string file)
    {
        PolicyWeights.WriteFile(source.Policy, file);
        return $"the weights of the policy of {source.Options.Training.Environment} and of its value function.";
    }

    private static string WriteCSharp(ExportSource source, string file)
    {
        CSharpSource.WriteFile(PolicyModel.Of(source.Policy), file, source.Options.Training.Environment);
        return $"the policy of {source.Options.Training.Environment} as the class RatchetPolicies.{CSharpSource.NameOf(file)}.";
    }

    /// <summary>What is exported.</summary>
    /// <param name="Options">The run's.</param>
    /// <param name="Definition">The run's task, without the run's wrappers.</param>
    /// <param name="Policy">That of the last checkpoint.</param>
    /// <param name="Sampling">Whether an ONNX file can sample.</param>
    private sealed record ExportSource(RunOptions Options, EnvironmentDefinition Definition, ActorCritic Policy, bool Sampling);

    /// <summary>A format.</summary>
    /// <param name="Option">Its option.</param>
    /// <param name="Description">The option's description.</param>
    /// <param name="Write">Writes a file, and says what it wrote.</param>
    private sealed record ExportFormat(string Option, string Description, Func<ExportSource, string, string> Write);
}
