using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Tests.Numerics;

public sealed class FiniteTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void The_first_number_that_is_not_finite_is_found_at_every_place_of_every_length(float value)
    {
        for (int length = 1; length < 70; length++)
        {
            for (int place = 0; place < length; place++)
            {
                var values = new float[length];
                Array.Fill(values, float.MaxValue);
                Assert.True(Finite.All(values));
                values[place] = value;
                values[^1] = value;
                Assert.Equal(place, Finite.IndexOfOther(values));
            }
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.MaxValue)]
    [InlineData(-float.MaxValue)]
    [InlineData(float.Epsilon)]
    public void The_outermost_numbers_are_finite(float value) => Assert.Equal(-1, Finite.IndexOfOther([value, value, -value]));
}
