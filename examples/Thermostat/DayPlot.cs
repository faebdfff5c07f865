namespace Thermostat;

/// <summary>A day as text: the temperatures of two controllers above, their heaters below.</summary>
public static class DayPlot
{
    private const int Columns = 96; // a quarter of an hour each
    private const double Lowest = 15.5, Highest = 22.5, RowHeight = 0.5;
    private const string Bars = " ▁▂▃▄▅▆▇█";

    public static void Print(TextWriter output, (string Name, Moment[] Day) one, (string Name, Moment[] Day) other)
    {
        output.WriteLine($"  °C    ─ wish   o {one.Name}   * {other.Name}");
        for (double low = Highest - RowHeight; low >= Lowest; low -= RowHeight)
        {
            string row = string.Concat(Enumerable.Range(0, Columns).Select(column => Symbol(column, low)));
            output.WriteLine($"{(low % 1 == 0 ? $"{low,4:0}" : "    ")} │{row.TrimEnd()}");
        }

        output.WriteLine($"   h └{string.Concat(Enumerable.Range(0, 8).Select(i => $"{3 * i,-12}"))}24");
        foreach ((string name, Moment[] day) in new[] { one, other })
            output.WriteLine($"      {string.Concat(Enumerable.Range(0, Columns).Select(column => Bars[(int)Math.Round(8 * At(day, column).Power)]))} {name}");

        char Symbol(int column, double low)
        {
            bool Inside(double value) => value >= low && value < low + RowHeight;
            return Inside(At(other.Day, column).Temperature) ? '*' : Inside(At(one.Day, column).Temperature) ? 'o' : Inside(At(one.Day, column).Wish) ? '─' : ' ';
        }
    }

    private static Moment At(Moment[] day, int column) => day[column * day.Length / Columns];
}
