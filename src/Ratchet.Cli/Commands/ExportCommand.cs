using System.CommandLine;
using Ratchet.Environments;
using Ratchet.Policies;
using Ratchet.Policies.Export;
using Ratchet.Training;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet export</c>: writes the policy of a run for other programs.</summary>
internal static class ExportCommand
{
    /// <summary>What <c>export</c> can write: an option each, whose value is the file.</summary>
    private static readonly ExportFormat[] Formats =
    [
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
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(folder);
            if (files.All(option => result.GetValue(option) is null))
                throw new UserException($"nothing to export: give {string.Join(" or ", Formats.Select(format => $"{format.Option} FILE"))}.");
            EnvironmentDefinition definition = Tasks.Find(RunFolder.ReadOptions(path));
            ActorCritic policy = RunFolder.ReadPolicy(path, definition);
            for (int i = 0; i < files.Length; i++)
                if (result.GetValue(files[i]) is { } file)
                    surroundings.Output.WriteLine(Formats[i].Write(new ExportSource(path, definition, policy), file));
        });
        return command;
    }

    private static string WriteWeights(ExportSource source, string file)
    {
        PolicyWeights.WriteFile(source.Policy, file);
        return $"Wrote the weights to {file}.";
    }

    private static string WriteCSharp(ExportSource source, string file)
    {
        CSharpSource.WriteFile(PolicyModel.Of(source.Policy), file, source.Definition.Name);
        return $"Wrote the class RatchetPolicies.{CSharpSource.NameOf(file)} to {file}.";
    }

    /// <summary>What is exported.</summary>
    /// <param name="Run">The run's folder.</param>
    /// <param name="Definition">The run's task, without the run's wrappers.</param>
    /// <param name="Policy">That of the last checkpoint.</param>
    private sealed record ExportSource(string Run, EnvironmentDefinition Definition, ActorCritic Policy);

    /// <summary>A format.</summary>
    /// <param name="Option">Its option.</param>
    /// <param name="Description">The option's description.</param>
    /// <param name="Write">Writes a file, and says in a sentence what it wrote.</param>
    private sealed record ExportFormat(string Option, string Description, Func<ExportSource, string, string> Write);
}
