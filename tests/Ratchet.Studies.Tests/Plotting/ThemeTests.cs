using Ratchet.Studies.Plotting;
using Xunit;

namespace Ratchet.Studies.Tests.Plotting;

public class ThemeTests
{
    public static TheoryData<string> Schemes => ["light", "dark"];

    // WCAG 2.2: (1 + 0.05) / (0 + 0.05).
    [Fact]
    public void Black_on_white_has_the_greatest_contrast() => Assert.Equal(21, Colour.Contrast(new(0, 0, 0), new(255, 255, 255)), 1e-9);

    // sRGB 128 is 0.2159 in linear light; (1.05) / (0.2159 + 0.05) = 3.95.
    [Fact]
    public void Contrast_is_taken_in_linear_light() => Assert.Equal(3.95, Colour.Contrast(new(128, 128, 128), new(255, 255, 255)), 0.01);

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Text_can_be_read(string name)
    {
        Scheme scheme = Of(name);
        Assert.True(Colour.Contrast(scheme.Ink, scheme.Paper) >= 7);
        Assert.True(Colour.Contrast(scheme.Muted, scheme.Paper) >= 4.5);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Curves_and_axes_can_be_seen(string name)
    {
        Scheme scheme = Of(name);
        Assert.True(Colour.Contrast(scheme.Axis, scheme.Paper) >= 3);
        Assert.All(scheme.Series, colour => Assert.True(Colour.Contrast(colour, scheme.Paper) >= 3, $"{colour}: {Colour.Contrast(colour, scheme.Paper):F2}"));
    }

    /// <summary>
    /// Distances in OKLab, where 0.02 is just seen side by side. The simulation is by Machado, Oliveira and Fernandes (2009), severity 1. Okabe and Ito's eight colours have
    /// 0.11 between their first three, and 0.05 in all.
    /// </summary>
    [Theory]
    [MemberData(nameof(Schemes))]
    public void Colours_stay_apart_without_red_or_green_cones(string name)
    {
        Colour[] series = Of(name).Series;
        foreach (Sight sight in Sight.All)
            for (int i = 0; i < series.Length; i++)
                for (int j = 0; j < i; j++)
                {
                    double distance = sight.Distance(series[i], series[j]), least = i < 4 ? 0.15 : i < 6 ? 0.12 : 0.09;
                    Assert.True(distance >= least, $"{sight.Name}: {series[i]} and {series[j]} are {distance:F3} apart");
                }
    }

    [Fact]
    public void The_sequential_map_gets_lighter_all_the_way()
    {
        for (int i = 1; i <= 100; i++)
            Assert.True(ColourMap.Sequential.At(i / 100.0).Luminance > ColourMap.Sequential.At((i - 1) / 100.0).Luminance);
    }

    [Fact]
    public void The_diverging_map_gets_darker_to_both_sides_of_its_middle()
    {
        for (int i = 1; i <= 50; i++)
        {
            Assert.True(ColourMap.Diverging.At(0.5 + (i / 100.0)).Luminance < ColourMap.Diverging.At(0.5 + ((i - 1) / 100.0)).Luminance);
            Assert.True(ColourMap.Diverging.At(0.5 - (i / 100.0)).Luminance < ColourMap.Diverging.At(0.5 - ((i - 1) / 100.0)).Luminance);
        }
    }

    private static Scheme Of(string name) => name == "light" ? Scheme.Light : Scheme.Dark;

    /// <summary>How a colour looks to an eye: a matrix on linear light.</summary>
    private sealed record Sight(string Name, double[,] Matrix)
    {
        public static Sight[] All { get; } =
        [
            new("normal", new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }),
            new("deuteranopia", new double[,] { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } }),
            new("protanopia", new double[,] { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } }),
        ];

        public double Distance(Colour a, Colour b) => Math.Sqrt(Lab(a).Zip(Lab(b), (x, y) => (x - y) * (x - y)).Sum());

        /// <summary>OKLab (Ottosson 2020) of the colour that is seen.</summary>
        private double[] Lab(Colour colour)
        {
            double[] seen = Apply(Matrix, [Colour.Linear(colour.Red), Colour.Linear(colour.Green), Colour.Linear(colour.Blue)]);
            double[] cones = Apply(
                new double[,] { { 0.4122214708, 0.5363325363, 0.0514459929 }, { 0.2119034982, 0.6806995451, 0.1073969566 }, { 0.0883024619, 0.2817188376, 0.6299787005 } },
                [.. seen.Select(light => Math.Clamp(light, 0, 1))]);
            return Apply(
                new double[,] { { 0.2104542553, 0.7936177850, -0.0040720468 }, { 1.9779984951, -2.4285922050, 0.4505937099 }, { 0.0259040371, 0.7827717662, -0.8086757660 } },
                [.. cones.Select(Math.Cbrt)]);
        }

        private static double[] Apply(double[,] matrix, double[] vector) =>
            [.. Enumerable.Range(0, 3).Select(i => (matrix[i, 0] * vector[0]) + (matrix[i, 1] * vector[1]) + (matrix[i, 2] * vector[2]))];
    }
}
