using Ratchet.Environments.Checking;
using Ratchet.Numerics;
using Thermostat;
using Xunit;

namespace Ratchet.Tests.Examples;

/// <summary>The example that users copy has none of the mistakes.</summary>
public sealed class ThermostatTests
{
    [Fact]
    public void The_house_has_no_finding()
    {
        CheckReport report = EnvironmentCheck.Run(House.Definition);
        Assert.True(report.IsComplete && report.Findings.Count == 0, report.ToString());
    }

    // 160 W/K to the outside: at full power, 7 kW, the house ends up 44 K above it, more than anyone wishes; without heating it cools towards it.
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void The_heater_heats(double power, bool warm)
    {
        for (uint day = 0; day < 20; day++)
        {
            var house = new House();
            var random = new RandomStream(seed: 1, StreamPurpose.User, day);
            house.Reset(ref random);
            for (int step = 0; step < House.StepsPerDay; step++)
                house.Step([power], ref random);
            Assert.Equal(warm, house.Measured > 21.5);
        }
    }
}
