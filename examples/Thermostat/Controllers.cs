using Ratchet.Numerics;
using Ratchet.Policies;

namespace Thermostat;

/// <summary>Sets the heater (0 … 1), from what the thermostat shows or from the observation.</summary>
public delegate double Controller(House house, ReadOnlySpan<double> observation);

/// <summary>What the learnt policy is compared with, and how.</summary>
public static class Controllers
{
    /// <summary>The switch in most houses: on below the wish, off above it, with a little room between.</summary>
    public static Controller OnOff()
    {
        bool on = false;
        return (house, _) => (on = house.Measured < house.Wish + (on ? 0.5 : 0.2)) ? 1 : 0;
    }

    /// <summary>The textbook's: in proportion to the error and to its integral, which stops at the bounds of the heater.</summary>
    public static Controller ProportionalIntegral()
    {
        double integral = 0.3;
        return (house, _) =>
        {
            double error = house.Wish + 0.2 - house.Measured, power = 0.4 * error + integral;
            if (power is > 0 and < 1)
                integral += 0.01 * error;
            return Math.Clamp(power, 0, 1);
        };
    }

    public static Controller AtRandom()
    {
        var random = new RandomStream(seed: 1, StreamPurpose.User);
        return (_, _) => random.NextDouble();
    }

    /// <summary>The learnt one. This is all that a program in the house needs: numbers in, a number out, no allocation.</summary>
    public static Controller Learnt(ActorCritic policy)
    {
        var (input, output) = (new float[policy.ObservationSpace.Size], new float[1]);
        return (_, observation) =>
        {
            for (int i = 0; i < input.Length; i++)
                input[i] = (float)observation[i];
            policy.Act(input, output);
            return output[0];
        };
    }

    /// <summary>Lives through a day; equal numbers of days have equal weather, whoever heats.</summary>
    public static IEnumerable<Moment> Live(Controller controller, uint day)
    {
        var house = new House();
        var random = new RandomStream(seed: 2, StreamPurpose.User, day);
        double[] observation = [.. house.Reset(ref random)];
        for (int step = 0; step < House.StepsPerDay; step++)
        {
            double hour = house.Hour, wish = house.Wish, power = controller(house, observation);
            house.Step([power], ref random).Observation.CopyTo(observation);
            yield return new Moment(hour, wish, house.Measured, power, house.Cost.Heat, house.Cost.Discomfort);
        }
    }
}

/// <summary>One step of a day: h, °C, °C, 0 … 1, €, €.</summary>
public readonly record struct Moment(double Hour, double Wish, double Temperature, double Power, double Heat, double Discomfort);
