using System.Runtime.InteropServices;
using Ratchet.Environments;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>The compiled models against the tables of the published tasks; reading them exercises the struct layouts.</summary>
public sealed unsafe class ModelTests : NeedsMuJoCo
{
    [Theory]
    [InlineData("halfcheetah", 9, 9, 6, 8, 9, 14.00000, 0.01, Layout.mjINT_EULER)]
    [InlineData("hopper", 6, 6, 3, 5, 5, 15.82001, 0.002, Layout.mjINT_RK4)]
    [InlineData("walker2d", 9, 9, 6, 8, 8, 23.67714, 0.002, Layout.mjINT_RK4)]
    [InlineData("swimmer", 5, 5, 2, 4, 4, 106.81415, 0.01, Layout.mjINT_RK4)]
    [InlineData("inverted-pendulum", 2, 2, 1, 3, 3, 15.49057, 0.02, Layout.mjINT_RK4)]
    public void Sizes_mass_timestep_and_integrator_are_the_tables(
        string task, int nq, int nv, int nu, int bodies, int geoms, double mass, double timestep, int integrator)
    {
        using MuJoCoEnvironment environment = Make(task);
        MuJoCoModel model = environment.Model;
        Assert.Equal((nq, nv, nu), (model.PositionCount, model.VelocityCount, model.ControlCount));
        Assert.Equal((bodies, geoms), (model.Int(Layout.Model.nbody), model.Int(Layout.Model.ngeom)));
        Assert.Equal(mass, Sum(model.Doubles(Layout.Model.body_mass, bodies)), 5.01e-6);
        Assert.Equal(timestep, model.Timestep);
        Assert.Equal(integrator, model.Int(Layout.Model.opt + Layout.Option.integrator));
        Assert.Equal([0, 0, -9.81], new ReadOnlySpan<double>(model.Pointer + Layout.Model.opt + Layout.Option.gravity, 3).ToArray());
    }

    [Theory]
    [InlineData("halfcheetah", 17, 6, 1)]
    [InlineData("hopper", 11, 3, 1)]
    [InlineData("walker2d", 17, 6, 1)]
    [InlineData("swimmer", 8, 2, 1)]
    [InlineData("inverted-pendulum", 4, 1, 3)]
    public void Spaces_are_the_tables(string task, int observation, int action, double bound)
    {
        using MuJoCoEnvironment environment = Make(task);
        Assert.Equal(observation, environment.ObservationSpace.Size);
        var box = Assert.IsType<BoxSpace>(environment.ActionSpace);
        Assert.Equal(Enumerable.Repeat(-bound, action), box.Low);
        Assert.Equal(Enumerable.Repeat(bound, action), box.High);
    }

    [Theory]
    [InlineData("halfcheetah", "rootx rootz rooty bthigh bshin bfoot fthigh fshin ffoot")]
    [InlineData("hopper", "rootx rootz rooty thigh_joint leg_joint foot_joint")]
    [InlineData("walker2d", "rootx rootz rooty thigh_joint leg_joint foot_joint thigh_left_joint leg_left_joint foot_left_joint")]
    [InlineData("swimmer", "slider1 slider2 free_body_rot motor1_rot motor2_rot")]
    [InlineData("inverted-pendulum", "slider hinge")]
    public void Joints_stand_in_the_tables_order(string task, string names)
    {
        using MuJoCoEnvironment environment = Make(task);
        MuJoCoModel model = environment.Model;
        var found = new List<string>();
        for (int joint = 0; joint < model.Int(Layout.Model.njnt); joint++)
        {
            byte* name = *(byte**)(model.Pointer + Layout.Model.names) + Ints(model, Layout.Model.name_jntadr)[joint];
            found.Add(Marshal.PtrToStringUTF8((nint)name)!);
        }


        Assert.Equal(names, string.Join(' ', found));
    }

    // Ranges in radians: the hopper's −150 … 0 and ±45 degrees are −5π/6 … 0 and ±π/4. Unlimited joints have no range.
    [Theory]
    [InlineData("halfcheetah", 3, -0.52, 1.05, 240, 6, 0.1)]
    [InlineData("halfcheetah", 4, -0.785, 0.785, 180, 4.5, 0.1)]
    [InlineData("halfcheetah", 5, -0.4, 0.785, 120, 3, 0.1)]
    [InlineData("halfcheetah", 6, -1, 0.7, 180, 4.5, 0.1)]
    [InlineData("halfcheetah", 7, -1.2, 0.87, 120, 3, 0.1)]
    [InlineData("halfcheetah", 8, -0.5, 0.5, 60, 1.5, 0.1)]
    [InlineData("hopper", 3, -5 * Math.PI / 6, 0, 0, 1, 1)]
    [InlineData("hopper", 4, -5 * Math.PI / 6, 0, 0, 1, 1)]
    [InlineData("hopper", 5, -Math.PI / 4, Math.PI / 4, 0, 1, 1)]
    public void Limited_joints_have_the_tables_range_stiffness_damping_and_armature(
        string task, int joint, double low, double high, double stiffness, double damping, double armature)
    {
        using MuJoCoEnvironment environment = Make(task);
        MuJoCoModel model = environment.Model;
        int joints = model.Int(Layout.Model.njnt);
        Assert.Equal(1, (*(byte**)(model.Pointer + Layout.Model.jnt_limited))[joint]);
        ReadOnlySpan<double> range = model.Doubles(Layout.Model.jnt_range, 2 * joints);
        Assert.Equal(low, range[2 * joint], 1e-15);
        Assert.Equal(high, range[(2 * joint) + 1], 1e-15);
        Assert.Equal(stiffness, model.Doubles(Layout.Model.jnt_stiffness, joints)[joint]);
        Assert.Equal(damping, model.Doubles(Layout.Model.dof_damping, joints)[joint]);
        Assert.Equal(armature, model.Doubles(Layout.Model.dof_armature, joints)[joint]);
    }

    [Theory]
    [InlineData("halfcheetah")]
    [InlineData("hopper")]
    [InlineData("walker2d")]
    public void The_root_moves_freely(string task)
    {
        using MuJoCoEnvironment environment = Make(task);
        MuJoCoModel model = environment.Model;
        for (int joint = 0; joint < 3; joint++)
        {
            Assert.Equal(0, (*(byte**)(model.Pointer + Layout.Model.jnt_limited))[joint]);
            Assert.Equal(joint < 2 ? Layout.mjJNT_SLIDE : Layout.mjJNT_HINGE, Ints(model, Layout.Model.jnt_type)[joint]);
            Assert.Equal(0, model.Doubles(Layout.Model.jnt_stiffness, 3)[joint]);
            Assert.Equal(0, model.Doubles(Layout.Model.dof_damping, 3)[joint]);
            Assert.Equal(0, model.Doubles(Layout.Model.dof_armature, 3)[joint]);
        }
    }

    [Theory]
    [InlineData("halfcheetah", new[] { 3, 4, 5, 6, 7, 8 }, new double[] { 120, 90, 60, 120, 60, 30 })]
    [InlineData("hopper", new[] { 3, 4, 5 }, new double[] { 200, 200, 200 })]
    [InlineData("walker2d", new[] { 3, 4, 5, 6, 7, 8 }, new double[] { 100, 100, 100, 100, 100, 100 })]
    [InlineData("swimmer", new[] { 3, 4 }, new double[] { 150, 150 })]
    [InlineData("inverted-pendulum", new[] { 0 }, new double[] { 100 })]
    public void Actions_drive_the_tables_joints_with_the_tables_gears(string task, int[] joints, double[] gears)
    {
        using MuJoCoEnvironment environment = Make(task);
        MuJoCoModel model = environment.Model;
        for (int action = 0; action < joints.Length; action++)
        {
            Assert.Equal(joints[action], Ints(model, Layout.Model.actuator_trnid)[2 * action]);
            Assert.Equal(gears[action], model.Doubles(Layout.Model.actuator_gear, 6 * gears.Length)[6 * action]);
        }
    }

    [Fact]
    public void Environments_of_a_task_share_one_model()
    {
        using MuJoCoEnvironment first = Make("hopper"), second = Make("hopper");
        Assert.Same(first.Model, second.Model);
    }

    private static int* Ints(MuJoCoModel model, int offset) => *(int**)(model.Pointer + offset);

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum;
    }
}
