using System.CommandLine;
using System.Text.Json;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Training;
using Ratchet.Updates.Rules;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet check-rule</c>: what is known of a rule and its settings before anything is trained.</summary>
internal static class CheckRuleCommand
{
    /// <summary>A name that no preset lists: it gets the one for every task.</summary>
    private const string AnyEnvironment = "any";

    public static Command Create(Surroundings surroundings)
    {
        var rule = new Argument<string>("rule") { Description = "The update rule, as 'ratchet list' shows them." };
        var set = new Option<string[]>("--set") { Description = "Changes a part or a setting, such as neighbourhood=max-kl; repeatable. 'ratchet list' shows the keys.", HelpName = "key=value" };
        var environment = new Option<string?>("--environment") { Description = "Takes the preset for this environment, and looks at what its actions allow too (default: the preset for every environment).", HelpName = "name" };
        Option<string?> python = SharedOptions.Python();
        Option<bool> json = SharedOptions.Json("Prints one JSON object.");
        var command = new Command(
            "check-rule",
            "Says what a rule is made of, how far the theory of mirror learning covers it and why, and what it promises after every update; exit code 1 when a training would refuse it. In C#, RuleCheck.Run does it.")
        {
            rule, set, environment, python, json,
        };
        command.SetAction(result =>
        {
            string? task = result.GetValue(environment);
            RunOptions options = Settings.Apply(Presets.For(task ?? AnyEnvironment, result.GetRequiredValue(rule)), result.GetValue(set) ?? []);
            RuleReport report = RuleCheck.Run(options.Training, task is null ? null : ActionsOf(SharedOptions.ReadEnvironment(task, null, result.GetValue(python))));
            surroundings.Output.WriteLine(result.GetValue(json) ? ToJson(report) : report.ToString());
            return report.IsRefused ? ExitCode.Found : ExitCode.Success;
        });
        return command;
    }

    private static Space ActionsOf(EnvironmentDefinition definition)
    {
        IEnvironment environment = definition.Create();
        using (environment as IDisposable)
            return environment.ActionSpace;
    }

    private static string ToJson(RuleReport report) => JsonText.Write(json =>
    {
        json.WriteString("rule", report.Rule);
        json.WriteStartObject("parts");
        foreach ((string key, string value) in report.Parts)
            json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteString("class", Word(report.Soundness.Class));
        json.WriteStartArray("reasons");
        foreach (SoundnessReason reason in report.Soundness.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("class", Word(reason.Class));
            json.WriteString("text", reason.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "promises", report.Soundness.Promises);
        WriteTexts(json, "warnings", report.Warnings);
        WriteTexts(json, "refusals", report.Refusals);
    });

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Word(SoundnessClass of) => of switch
    {
        SoundnessClass.MirrorLearning => "mirror-learning",
        SoundnessClass.OneStepImprovement => "one-step-improvement",
        _ => "not-covered",
    };
}
