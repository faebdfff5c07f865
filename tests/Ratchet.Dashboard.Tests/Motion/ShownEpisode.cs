using System.Text.Json;

namespace Ratchet.Dashboard.Tests.Motion;

/// <summary>An answer of <c>/api/episode</c>, read as the page reads it.</summary>
internal sealed class ShownEpisode(JsonElement answer)
{
    private const int ViewNumbers = 4;

    public bool Ended => answer.GetProperty("ended").GetBoolean();

    public double[] Rewards => Numbers(answer.GetProperty("rewards"));

    public double[][] Probabilities => [.. answer.GetProperty("probabilities").EnumerateArray().Select(Numbers)];

    public JsonElement[] Actions => [.. answer.GetProperty("actions").EnumerateArray()];

    public int Frames => answer.GetProperty("frames").GetArrayLength();

    public int Layouts => answer.GetProperty("layouts").GetArrayLength();

    /// <summary>The shapes of a frame: kind and numbers, without their depth.</summary>
    public (string Kind, double[] Numbers)[] Shapes(int frame)
    {
        double[] row = Numbers(answer.GetProperty("frames")[frame]);
        JsonElement layout = answer.GetProperty("layouts")[(int)row[0]];
        double[] numbers = Numbers(layout.GetProperty("numbers")), moving = Numbers(layout.GetProperty("moving"));
        for (int i = 0; i < moving.Length; i++)
            numbers[(int)moving[i]] = row[i + 1];
        int place = ViewNumbers;
        return
        [
            .. layout.GetProperty("shapes").EnumerateArray().Select(shape =>
            {
                int start = place + 1, count = shape[3].GetInt32();
                place = start + count;
                return (shape[0].GetString()!, numbers[start..place]);
            }),
        ];
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
