using System.CommandLine;
using System.Globalization;
using Ratchet.Cli.Views;
using Ratchet.Discovery.Analysis;
using Ratchet.Discovery.Recipes;
using Ratchet.Updates.Drifts;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet distil</c>: from a learned drift to a formula.</summary>
internal static class DistilCommand
{
    private const string UsualTasks = "cartpole,acrobot,pendulum";

    public static Command Create(Surroundings surroundings)
    {
        var source = new Argument<string>("drift") { Description = $"{DriftSource.Description}." };
        var tasks = new Option<string>("--tasks") { Description = $"Agents are trained on these with the drift, and it is fitted where they come to (default: {UsualTasks}).", HelpName = "list", DefaultValueFactory = _ => UsualTasks };
        Option<string> seed = SharedOptions.Seed();
        Option<bool> json = SharedOptions.Json("Prints a JSON line for each form.");
        var command = new Command(
            "distil", "Fits the form of DPO, and the four-number form between PPO's clip and DPO, to the slope of a drift over the ratios and advantages that trainings with it meet, and prints them as formulas.")
        {
            source, tasks, seed, json,
        };
        command.SetAction(result =>
        {
            Drift drift = DriftSource.Read(result.GetRequiredValue(source));
            InnerTask[] on = [.. result.GetRequiredValue(tasks).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => new InnerTask { Name = name, Environment = name })];
            foreach (InnerTask task in on)
                _ = Tasks.Find(task.Environment, new());
            if (on.Length == 0)
                throw new UserException("--tasks names none; give at least one.");
            (float, float)[] visited = [.. Visits.Of(drift, on, Tasks.All, SharedOptions.ReadSeed(result.GetRequiredValue(seed)))];
            Tell(surroundings, "dpo", Distillation.ToDpo(drift, visited), visited.Length, result.GetValue(json));
            Tell(surroundings, "four numbers", Distillation.ToFourNumbers(drift, visited), visited.Length, result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Tell(Surroundings surroundings, string form, Distillation found, int pairs, bool json)
    {
        if (json)
        {
            surroundings.Output.WriteLine(JsonText.Write(writer =>
            {
                writer.WriteString("form", form);
                writer.WriteNumber("lower_clip", found.Form.LowerClip);
                writer.WriteNumber("upper_clip", found.Form.UpperClip);
                writer.WriteNumber("alpha", found.Form.Alpha);
                writer.WriteNumber("beta", found.Form.Beta);
                JsonText.WriteNumber(writer, "explained", found.Explained);
                writer.WriteNumber("residual", found.Residual);
                writer.WriteNumber("pairs", pairs);
                writer.WriteString("formula", found.Form.Formula);
            }));
            return;
        }

        string numbers = string.Create(CultureInfo.InvariantCulture, $"ε₋ {found.Form.LowerClip:0.####}, ε₊ {found.Form.UpperClip:0.####}, α {found.Form.Alpha:0.####}, β {found.Form.Beta:0.####}");
        surroundings.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{form}: {numbers}; explains {found.Explained:0.0 %} of the drift's slope over {pairs:#,0} visited pairs, residual {found.Residual:0.####}"));
        surroundings.Output.WriteLine($"  --drift '{found.Form.Formula}'");
    }
}
