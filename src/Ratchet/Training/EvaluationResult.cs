using System.Text.Json;
using Ratchet.Training.Metrics;

namespace Ratchet.Training;

/// <summary>Mean and standard deviation (population) of the undiscounted returns of a number of episodes.</summary>
public readonly record struct ReturnStatistics(double MeanReturn, double Std)
{
    /// <summary>The statistics of these returns.</summary>
    public static ReturnStatistics Of(ReadOnlySpan<double> returns)
    {
        double sum = 0;
        foreach (double value in returns)
            sum += value;
        double mean = sum / returns.Length;
        double squares = 0;
        foreach (double value in returns)
            squares += (value - mean) * (value - mean);
        return new ReturnStatistics(mean, Math.Sqrt(squares / returns.Length));
    }
}

/// <summary>How a frozen policy does over full episodes.</summary>
/// <param name="Stochastic">With sampled actions: the number that counts unless said otherwise.</param>
/// <param name="Deterministic">With the mode of the policy, from the same first states.</param>
public sealed record EvaluationResult(ReturnStatistics Stochastic, ReturnStatistics Deterministic)
{
    /// <summary>Writes its numbers as properties of the object that is open.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        foreach (Metric<EvaluationResult> metric in MetricTable.OfEvaluation)
            metric.Write(json, this);
    }
}
