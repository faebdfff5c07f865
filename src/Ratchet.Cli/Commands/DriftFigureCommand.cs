using System.CommandLine;
using System.Globalization;
using Ratchet.Cli.Views;
using Ratchet.Discovery.Analysis;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Reports;
using Ratchet.Updates.Drifts;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet drift-figure</c>: looks at drifts as the paper of DPO does.</summary>
internal static class DriftFigureCommand
{
    private static readonly (string Header, string Key, Func<DriftFeatures, double> Value)[] Features =
    [
        ("rollback", "rollback_share", features => features.RollbackShare),
        ("below r", "rollback_onset", features => features.RollbackOnset),
        ("caution", "caution", features => features.Caution),
        ("greatest step", "caution_steps", features => features.CautionSteps),
        ("crossing at r", "crossing", features => features.Crossing),
        ("asymmetry", "asymmetry", features => features.Asymmetry),
        ("spikes", "spikes", features => features.Spikes),
    ];

    public static Command Create(Surroundings surroundings)
    {
        var drifts = new Argument<string[]>("drifts") { Description = $"{DriftSource.Description}; several are drawn side by side.", Arity = ArgumentArity.OneOrMore };
        var file = new Option<string>("--out") { Description = "The figure.", HelpName = "file", DefaultValueFactory = _ => "drift.svg" };
        Option<bool> json = SharedOptions.Json("Prints the features as JSON lines.");
        var command = new Command(
            "drift-figure",
            "Draws the slope of the objective over ratio and advantage, and slices of it, and measures what the paper of DPO names: rollback where A < 0, caution where A > 0, crossing slices, asymmetry, spikes near r = 1.")
        {
            drifts, file, json,
        };
        command.SetAction(result =>
        {
            string[] asked = result.GetRequiredValue(drifts);
            (string Name, Drift Drift)[] shown = Array.ConvertAll(asked, text => (DriftSource.NameOf(text), DriftSource.Read(text)));
            Figure figure = DriftFigures.Of([.. shown.Select(one => new ShownDrift(one.Name, (ratios, advantage) => DriftFeatures.Slopes(one.Drift, ratios, advantage)))]);
            string path = result.GetRequiredValue(file);
            ReportFile.Write(path, figure.ToSvg(Theme.Automatic));
            Tell(surroundings, shown, path, result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Tell(Surroundings surroundings, (string Name, Drift Drift)[] shown, string path, bool json)
    {
        if (json)
        {
            foreach ((string name, Drift drift) in shown)
                surroundings.Output.WriteLine(JsonText.Write(writer =>
                {
                    writer.WriteString("drift", name);
                    var features = DriftFeatures.Of(drift);
                    foreach ((_, string key, Func<DriftFeatures, double> value) in Features)
                        JsonText.WriteNumber(writer, key, value(features));
                }));
            return;
        }

        new TextTable(
            ["drift", .. Features.Select(feature => feature.Header)],
            [.. shown.Select(one => (string[])[one.Name, .. Features.Select(feature => Told(feature.Value(DriftFeatures.Of(one.Drift))))])]).Write(surroundings);
        surroundings.Output.WriteLine($"The figure is {Wording.Argument(path)}.");
    }

    private static string Told(double value) => double.IsFinite(value) ? value.ToString("0.###", CultureInfo.InvariantCulture) : "never";
}
