using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.BlackBox.Functions;
using Ratchet.BlackBox.Methods;
using Ratchet.Cli.Views;

namespace Ratchet.Cli;

/// <summary>What is minimised, by what, and for how long.</summary>
internal sealed record MinimisationTask(TestFunction Function, int Dimension, SearchMethodDefinition Method)
{
    public bool Rotated { get; init; }

    public bool Shifted { get; init; }

    public required MinimisationOptions Options { get; init; }

    /// <summary>Texts key=value of the method.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>A run: the seed makes the function's rotation, shift and start, and the search.</summary>
    public Minimum Run(ulong seed)
    {
        TestProblem problem = Function.Create(Dimension, Rotated, Shifted, seed);
        return Minimisation.Run(Method.Create(problem.Start, seed, Settings), problem.Evaluate, Options);
    }

    public string LineOf(ulong seed, Minimum minimum)
    {
        string moved = (Rotated, Shifted) switch
        {
            (true, true) => ", rotated and shifted",
            (true, false) => ", rotated",
            (false, true) => ", shifted",
            _ => "",
        };
        return $"{Function.Name}{moved}, {Dimension} dimensions, {Method.Name}, seed {seed}: {Wording.Value(minimum.Value)} after {Wording.Count(minimum.Evaluations)} evaluations "
            + $"({Wording.Count(minimum.Generations)} generations), {WordOf(minimum.Reason)}.";
    }

    public string ToJson(ulong seed, Minimum minimum) => JsonText.Write(json =>
    {
        json.WriteString("function", Function.Name);
        json.WriteNumber("dimension", Dimension);
        json.WriteString("method", Method.Name);
        json.WriteBoolean("rotated", Rotated);
        json.WriteBoolean("shifted", Shifted);
        json.WriteNumber("seed", seed);
        json.WriteNumber("target", Options.Target);
        json.WriteNumber("budget", Options.Budget);
        json.WriteStartArray("settings");
        foreach (string setting in Settings)
            json.WriteStringValue(setting);
        json.WriteEndArray();
        json.WriteString("reason", minimum.Reason.ToString());
        json.WriteNumber("evaluations", minimum.Evaluations);
        json.WriteNumber("generations", minimum.Generations);
        JsonText.WriteNumber(json, "value", minimum.Value);
        json.WriteStartArray("point");
        foreach (double number in minimum.Point)
            JsonText.WriteValue(json, number);
        json.WriteEndArray();
    });

    private static string WordOf(StopReason reason) => reason switch
    {
        StopReason.Target => "which is the target",
        StopReason.Budget => "where the budget ended",
        _ => $"where the search stopped ({reason})",
    };
}
