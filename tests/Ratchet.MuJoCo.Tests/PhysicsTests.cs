using Ratchet.Numerics;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>Motions that can be worked out by hand.</summary>
public sealed class PhysicsTests : NeedsMuJoCo
{
    // High above the floor, at rest and without control, every body falls alike and no joint turns. Runge–Kutta is exact on a
    // parabola: after dt = 4 · 0.002 s, v = −9.81 · 0.008 and z = 3 − ½ · 9.81 · 0.008².
    [Fact]
    public void The_hopper_falls_freely_as_a_parabola()
    {
        using MuJoCoEnvironment hopper = Make("hopper");
        hopper.SetState([0, 3, 0, -0.5, -0.5, 0.1, 0, 0, 0, 0, 0, 0]);
        RandomStream random = default;
        hopper.Step([0, 0, 0], ref random);
        double[] expected = [0, 3 - 0.5 * 9.81 * 0.008 * 0.008, 0, -0.5, -0.5, 0.1, 0, -9.81 * 0.008, 0, 0, 0, 0];
        double[] state = State(hopper);
        for (int i = 0; i < state.Length; i++)
            Assert.Equal(expected[i], state[i], 1e-11);
    }

    // The cheetah's springs are relaxed at 0. Semi-implicit Euler, five steps of h = 0.01: v = −5 g h = −0.4905,
    // Δz = −g h² (1 + 2 + 3 + 4 + 5) = −0.014715.
    [Fact]
    public void The_cheetah_falls_freely_as_semi_implicit_Euler_has_it()
    {
        using MuJoCoEnvironment cheetah = Make("halfcheetah");
        double[] start = new double[18];
        start[1] = 5;
        cheetah.SetState(start);
        RandomStream random = default;
        cheetah.Step(new double[6], ref random);
        double[] state = State(cheetah);
        Assert.Equal(5 - 0.014715, state[1], 1e-11);
        Assert.Equal(-0.4905, state[10], 1e-11);
        Assert.Equal(0, state[0], 1e-11);
    }

    // Torques between links are internal forces: whatever they do, the centre of mass falls as c(t) = c(0) − ½ g t².
    [Fact]
    public void Torques_in_flight_do_not_move_the_hoppers_centre_of_mass()
    {
        using MuJoCoEnvironment hopper = Make("hopper");
        hopper.SetState([0, 20, 0, -1, -1.2, 0.1, 0, 0, 0, 0, 0, 0]);
        (double startX, double startZ) = CentreOfMass(hopper);
        RandomStream random = Stream();
        for (int i = 0; i < 50; i++)
            hopper.Step(RandomAction(hopper, ref random), ref random);
        hopper.SetState(State(hopper)); // brings what is derived up to date
        (double x, double z) = CentreOfMass(hopper);
        Assert.Equal(startX, x, 1e-4);
        Assert.Equal(startZ - 0.5 * 9.81 * 0.4 * 0.4, z, 1e-4);
    }

    // At rest on two feet the floor carries the weight; an error in gravity, contacts or contact forces shows here.
    [Fact]
    public void The_settled_cheetah_rests_on_forces_equal_to_its_weight()
    {
        using MuJoCoEnvironment cheetah = Make("halfcheetah");
        RandomStream random = default;
        for (int i = 0; i < 400; i++)
            cheetah.Step(new double[6], ref random);
        ReadOnlySpan<double> external = cheetah.Array(Layout.Data.cfrc_ext, 6 * 8);
        double vertical = 0;
        for (int body = 1; body < 8; body++)
            vertical += external[(6 * body) + 5];
        Assert.Equal(14 * 9.81, vertical, 0.5);
    }

    private static (double X, double Z) CentreOfMass(MuJoCoEnvironment environment)
    {
        int bodies = environment.Model.Int(Layout.Model.nbody);
        ReadOnlySpan<double> mass = environment.Model.Doubles(Layout.Model.body_mass, bodies);
        ReadOnlySpan<double> position = environment.Array(Layout.Data.xipos, 3 * bodies);
        double x = 0, z = 0, total = 0;
        for (int body = 0; body < bodies; body++)
        {
            x += mass[body] * position[3 * body];
            z += mass[body] * position[(3 * body) + 2];
            total += mass[body];
        }
        return (x / total, z / total);
    }
}
