using System.Globalization;
using System.Text.RegularExpressions;
using Ratchet.Studies.Plotting.Drawing;

namespace Ratchet.Studies.Tests.Plotting.Drawing;

/// <summary>Reads the corners of a path of M, l, h, v and z, as a browser does.</summary>
internal static partial class PathReader
{
    public static List<Spot> Read(string path)
    {
        List<Spot> spots = [];
        double x = 0, y = 0;
        foreach (Match part in Part().Matches(path))
        {
            double[] numbers = [.. Number().Matches(part.Groups[2].Value).Select(number => double.Parse(number.Value, CultureInfo.InvariantCulture))];
            bool isPair = part.Groups[1].Value is "M" or "l";
            for (int i = 0; i < numbers.Length; i += isPair ? 2 : 1)
            {
                (x, y) = part.Groups[1].Value switch
                {
                    "M" => (numbers[i], numbers[i + 1]),
                    "l" => (x + numbers[i], y + numbers[i + 1]),
                    "h" => (x + numbers[i], y),
                    _ => (x, y + numbers[i]),
                };
                spots.Add(new(x, y));
            }
        }

        return spots;
    }

    [GeneratedRegex("([Mlhvz])([^Mlhvz]*)")]
    private static partial Regex Part();

    [GeneratedRegex(@"-?(\d+(\.\d+)?|\.\d+)")]
    private static partial Regex Number();
}
