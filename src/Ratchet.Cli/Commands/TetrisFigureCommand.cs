using System.CommandLine;
using System.Globalization;
using Ratchet.BlackBox.Tetris;
using Ratchet.Cli.Views;
using Ratchet.Studies.Figures;
using Ratchet.Studies.Plotting;
using Ratchet.Studies.Reports;

namespace Ratchet.Cli.Commands;

/// <summary><c>ratchet tetris-figure</c>: holds searches for controllers of Tetris against each other and against what was published.</summary>
internal static class TetrisFigureCommand
{
    private const int PublishedHeight = 20;

    public static Command Create(Surroundings surroundings)
    {
        var folders = new Argument<string[]>("searches") { Description = "Folders of 'ratchet tetris'; those that differ in their seeds alone are one curve.", Arity = ArgumentArity.OneOrMore };
        var file = new Option<string>("--out") { Description = "The figure.", HelpName = "file", DefaultValueFactory = _ => "tetris.svg" };
        Option<bool> json = SharedOptions.Json("Prints a JSON line for each search.");
        var command = new Command("tetris-figure", "Draws the lines that the centres of searches removed, beside what Szita and Lőrincz (2006) published, and prints them as a table.")
        {
            folders, file, json,
        };
        command.SetAction(result =>
        {
            TetrisLog[] searches = Array.ConvertAll(result.GetRequiredValue(folders), TetrisLog.Read);
            Figure figure = TetrisFigure.Of([.. searches.Select(CurveOf)], searches.All(search => search.Height == PublishedHeight));
            string path = result.GetRequiredValue(file);
            ReportFile.Write(path, figure.ToSvg(Theme.Automatic));
            if (result.GetValue(json))
                foreach (TetrisLog search in searches)
                    surroundings.Output.WriteLine(ToJson(search));
            else
                Tell(surroundings, searches, path);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Tell(Surroundings surroundings, TetrisLog[] searches, string path)
    {
        new TextTable(
            ["search", "seed", "generations", "candidates", "the centre", "its best", "pieces"],
            [.. searches.Select(search => (string[])[
                NameOf(search), search.Seed.ToString(CultureInfo.InvariantCulture), search.Lines.Count.ToString(CultureInfo.InvariantCulture), search.Lines.Count == 0 ? "" : Wording.Count(search.Lines[^1].Mean),
                Played(search) is [.., var last] ? string.Create(CultureInfo.InvariantCulture, $"{last.CenterMean:N0} ± {last.CenterError:N0}") : "",
                Best(search) is { } best ? string.Create(CultureInfo.InvariantCulture, $"{best.CenterMean:N0} after {best.Generation}") : "",
                Wording.Count(search.Lines.Sum(line => line.Placements))])]).Write(surroundings);
        surroundings.Output.WriteLine($"Lines a game: mean of the last generation's candidates; mean of the centre's last games with its standard error; the best such mean. The figure is {Wording.Argument(path)}.");
    }

    private static string ToJson(TetrisLog search) => JsonText.Write(json =>
    {
        json.WriteString("search", NameOf(search));
        json.WriteNumber("height", search.Height);
        json.WriteNumber("seed", search.Seed);
        json.WriteNumber("generations", search.Lines.Count);
        JsonText.WriteNumber(json, "mean_lines", search.Lines is [.., var final] ? final.Mean : double.NaN);
        JsonText.WriteNumber(json, "center_lines", Played(search) is [.., var last] ? last.CenterMean : double.NaN);
        JsonText.WriteNumber(json, "center_error", Played(search) is [.., var same] ? same.CenterError : double.NaN);
        JsonText.WriteNumber(json, "best_center_lines", Best(search)?.CenterMean ?? double.NaN);
        json.WriteNumber("placements", search.Lines.Sum(line => line.Placements));
        json.WriteNumber("cut_off", search.Lines.Sum(line => line.Unfinished));
    });

    private static string NameOf(TetrisLog search) => string.Join(", ", (string[])[search.Method, .. search.Settings]);

    private static TetrisLogLine[] Played(TetrisLog search) => [.. search.Lines.Where(line => double.IsFinite(line.CenterMean))];

    private static TetrisLogLine? Best(TetrisLog search) => Played(search) is { Length: > 0 } played ? played.MaxBy(line => line.CenterMean) : null;

    private static TetrisCurve CurveOf(TetrisLog search) =>
        new(NameOf(search), [.. Played(search).Select(line => (double)line.Generation)], [.. Played(search).Select(line => line.CenterMean)]);
}
