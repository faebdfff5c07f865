using System.Text.Json;
using Xunit;

namespace Ratchet.Cli.Tests;

public sealed class StepTests
{
    // At rest and upright, a push of 10 N to the right gives the cart an acceleration of 10/1.1 − 0.05·θ̈/1.1 with θ̈ = −(10/1.1)/(0.5·(4/3 − 0.1/1.1)):
    // θ̈ = −14.634146…, ẍ = 9.756097…; after 0.02 s of explicit Euler the velocities are 0.195121… and −0.292682….
    [Fact]
    public void Cartpole_is_pushed_as_its_equations_say()
    {
        Command.Result result = Command.RunWithInput("""{"state":[0,0,0,0],"actions":[[1],1.0]}""", "step", "cartpole", "--json");
        Assert.Equal((0, 2), (result.ExitCode, result.Lines.Length));
        double[] state = [.. JsonDocument.Parse(result.Lines[0]).RootElement.GetProperty("state").EnumerateArray().Select(value => value.GetDouble())];
        double angular = -(10 / 1.1) / (0.5 * (4.0 / 3 - 0.1 / 1.1));
        Assert.Equal(0.02 * (10 / 1.1 - 0.05 * angular / 1.1), state[1], 12);
        Assert.Equal(0.02 * angular, state[3], 12);
    }
}
