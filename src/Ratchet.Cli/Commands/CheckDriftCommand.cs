using System.CommandLine;
using Ratchet.Cli.Views;
using Ratchet.Updates.Drifts;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet check-drift</c>: whether a drift is one in the sense of mirror learning.</summary>
internal static class CheckDriftCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var formula = new Argument<string>("drift")
        {
            Description = $"{DriftSource.Description}.",
        };
        Option<bool> json = SharedOptions.Json("Prints one JSON object.");
        var command = new Command(
            "check-drift",
            "Tests on a dense grid whether a drift is non-negative, and zero and flat at r = 1, as mirror learning asks; exit code 1 when it is not. In C#, DriftCheck.Run does it for your own.")
        {
            formula, json,
        };
        command.SetAction(result =>
        {
            DriftReport report = DriftCheck.Run(DriftSource.Read(result.GetRequiredValue(formula)));
            surroundings.Output.WriteLine(result.GetValue(json) ? ToJson(report) : report.ToString());
            return report.IsSound ? ExitCode.Success : ExitCode.Found;
        });
        return command;
    }

    private static string ToJson(DriftReport report) => JsonText.Write(json =>
    {
        json.WriteString("drift", report.Drift);
        json.WriteNumber("places", report.Places);
        json.WriteBoolean("sound", report.IsSound);
        json.WriteStartArray("violations");
        foreach (DriftViolation violation in report.Violations)
        {
            json.WriteStartObject();
            json.WriteString("condition", Condition(violation.Condition));
            json.WriteNumber("places", violation.Places);
            json.WriteNumber("ratio", violation.Ratio);
            json.WriteNumber("advantage", violation.Advantage);
            JsonText.WriteNumber(json, "value", violation.Value);
            json.WriteNumber("nearest_ratio", violation.NearestRatio);
            json.WriteNumber("nearest_advantage", violation.NearestAdvantage);
            json.WriteString("message", violation.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteFlat(json, "flat_for_positive_advantage", report.PositiveAdvantage);
        WriteFlat(json, "flat_for_negative_advantage", report.NegativeAdvantage);
    });

    // An infinite bound is null: JSON has no infinity.
    private static void WriteFlat(System.Text.Json.Utf8JsonWriter json, string name, FlatInterval flat)
    {
        json.WriteStartObject(name);
        json.WriteNumber("low", flat.Low);
        JsonText.WriteNumber(json, "high", flat.High);
        json.WriteNumber("radius", flat.Radius);
        json.WriteEndObject();
    }

    private static string Condition(DriftCondition condition) => condition switch
    {
        DriftCondition.Finite => "finite",
        DriftCondition.NonNegative => "non-negative",
        DriftCondition.ZeroAtOne => "zero-at-one",
        DriftCondition.FlatAtOne => "flat-at-one",
        _ => "derivative",
    };
}
