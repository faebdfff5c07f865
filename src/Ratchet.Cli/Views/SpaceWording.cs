using System.Globalization;

namespace Ratchet.Cli.Views;

/// <summary>How a space is written for people.</summary>
internal static class SpaceWording
{
    public static string Observation(Space space) => space is DiscreteSpace discrete ? string.Create(CultureInfo.InvariantCulture, $"1 of {discrete.Count}") : space.Size.ToString(CultureInfo.InvariantCulture);

    public static string Action(Space space) => space switch
    {
        DiscreteSpace { Count: 1 } => "1 action",
        DiscreteSpace discrete => string.Create(CultureInfo.InvariantCulture, $"{discrete.Count} actions"),
        MultiDiscreteSpace choices => $"{string.Join(" × ", choices.Counts)} actions",
        MultiBinarySpace { Size: 1 } => "1 switch",
        MultiBinarySpace switches => string.Create(CultureInfo.InvariantCulture, $"{switches.Size} switches"),
        BoxSpace box => Bounds(box),
        _ => space.Size.ToString(CultureInfo.InvariantCulture),
    };

    private static string Bounds(BoxSpace box)
    {
        bool uniform = box.Low.All(low => low == box.Low[0]) && box.High.All(high => high == box.High[0]);
        return (uniform, double.IsInfinity(box.Low[0]) && double.IsInfinity(box.High[0])) switch
        {
            (false, _) => string.Create(CultureInfo.InvariantCulture, $"{box.Size} within bounds"),
            (true, true) => string.Create(CultureInfo.InvariantCulture, $"{box.Size} without bounds"),
            // A bound that was written in single precision, such as 0.4f, is shown as it was written.
            _ => string.Create(CultureInfo.InvariantCulture, $"{box.Size} in [{(float)box.Low[0]}, {(float)box.High[0]}]"),
        };
    }
}
