using System.Runtime.InteropServices;
using Ratchet.Environments;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>The compiled models against the tables of the published tasks; reading them exercises the struct layouts.</summary>
public sealed unsafe class ModelTests : NeedsMuJoCo
{
    private const string HumanoidJoints =
        "root abdomen_z abdomen_y abdomen_x right_hip_x right_hip_z right_hip_y right_knee left_hip_x left_hip_z left_hip_y left_knee " +
        "right_shoulder1 right_shoulder2 right_elbow left_shoulder1 left_shoulder2 left_elbow";

    private const double Degree = Math.PI / 180;

    [Theory]
    [InlineData("halfcheetah", 9, 9, 6, 8, 9, 14.00000, 0.01, Layout.mjINT_EULER)]
    [InlineData("hopper", 6, 6, 3, 5, 5, 15.82001, 0.002, Layout.mjINT_RK4)]
    [InlineData("walker2d", 9, 9, 6, 8, 8, 23.67714, 0.002, Layout.mjINT_RK4)]
    [InlineData("swimmer", 5, 5, 2, 4, 4, 106.81415, 0.01, Layout.mjINT_RK4)]
    [InlineData("inverted-pendulum", 2, 2, 1, 3, 3, 15.49057, 0.02, Layout.mjINT_RK4)]
    [InlineData("inverted-double-pendulum", 3, 3, 1, 4, 5, 18.86945, 0.01, Layout.mjINT_RK4)]
    [InlineData("reacher", 4, 4, 2, 5, 10, 0.07845, 0.01, Layout.mjINT_RK4)]
    [InlineData("pusher", 11, 11, 7, 13, 21, 13.67300, 0.01, Layout.mjINT_EULER)]
    [InlineData("ant", 15, 14, 8, 14, 14, 0.91088, 0.01, Layout.mjINT_RK4)]
    [InlineData("humanoid", 24, 23, 17, 14, 18, 42.11603, 0.003, Layout.mjINT_RK4)]
    [InlineData("humanoid-standup", 24, 23, 17, 14, 18, 42.11603, 0.003, Layout.mjINT_RK4)]
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
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Gravity_solver_and_iterations_are_the_tables(string task)
    {
        using MuJoCoEnvironment environment = Make(task);
        byte* option = environment.Model.Pointer + Layout.Model.opt;
        double[] gravity = task switch
        {
            "pusher" => [0, 0, 0],
            "inverted-double-pendulum" => [1e-5, 0, -9.81],
            _ => [0, 0, -9.81],
        };
        (int solver, int iterations) = task switch
        {
            "humanoid" or "humanoid-standup" => (Layout.mjSOL_PGS, 50),
            "pusher" => (Layout.mjSOL_NEWTON, 20),
            _ => (Layout.mjSOL_NEWTON, 100),
        };
        Assert.Equal(gravity, new ReadOnlySpan<double>(option + Layout.Option.gravity, 3).ToArray());
        Assert.Equal((solver, iterations), (*(int*)(option + Layout.Option.solver), *(int*)(option + Layout.Option.iterations)));
    }

    // qpos0: joint references, and the body's place for a free joint.
    [Theory]
    [InlineData("hopper", 1, 1.25)]
    [InlineData("walker2d", 1, 1.25)]
    [InlineData("reacher", 2, 0.1)]
    [InlineData("reacher", 3, -0.1)]
    [InlineData("ant", 2, 0.75)]
    [InlineData("humanoid", 2, 1.4)]
    [InlineData("humanoid", 3, 1)]
    [InlineData("humanoid-standup", 2, 0.105)]
    [InlineData("humanoid-standup", 3, 1)]
    public void Initial_positions_are_the_tables_references(string task, int entry, double value)
    {
        using MuJoCoEnvironment environment = Make(task);
        double[] initial = State(environment)[..environment.Model.PositionCount];
        Assert.Equal(value, initial[entry]);
        Assert.Equal(value, environment.Model.Doubles(Layout.Model.qpos0, initial.Length)[entry]);
    }

    // Every pair of geoms that may touch, at as many points as the library finds for it at most (plane–sphere 1, plane–capsule 2,
    // plane–cylinder 4, sphere–anything 1, capsule–capsule 2, general convex shapes 5), with a row a point without friction and
    // 2 (condim − 1) rows with pyramidal friction, and a row for every limited joint. Bodies welded together, and a moving body and its
    // parent, do not touch.
    [Theory]
    [MemberData(nameof(Tasks))]
    public void Contacts_and_limits_always_find_room(string task)
    {
        using MuJoCoEnvironment environment = Make(task);
        MuJoCoModel model = environment.Model;
        int* body = model.Ints(Layout.Model.geom_bodyid), weld = model.Ints(Layout.Model.body_weldid), parent = model.Ints(Layout.Model.body_parentid);
        int* type = model.Ints(Layout.Model.geom_type), condim = model.Ints(Layout.Model.geom_condim);
        int* contype = model.Ints(Layout.Model.geom_contype), conaffinity = model.Ints(Layout.Model.geom_conaffinity);
        int contacts = 0, rows = 0;
        for (int i = 0; i < model.Int(Layout.Model.ngeom); i++)
            for (int j = i + 1; j < model.Int(Layout.Model.ngeom); j++)
            {
                int first = weld[body[i]], second = weld[body[j]];
                bool family = first != 0 && second != 0 && (weld[parent[first]] == second || weld[parent[second]] == first);
                if (first == second || family || ((contype[i] & conaffinity[j]) | (contype[j] & conaffinity[i])) == 0)
                    continue;
                int points = (Math.Min(type[i], type[j]), Math.Max(type[i], type[j])) switch
                {
                    (Layout.mjGEOM_PLANE, Layout.mjGEOM_SPHERE) or (Layout.mjGEOM_SPHERE, _) => 1,
                    (Layout.mjGEOM_PLANE or Layout.mjGEOM_CAPSULE, Layout.mjGEOM_CAPSULE) => 2,
                    (Layout.mjGEOM_PLANE, _) => 4,
                    _ => 5,
                };
                int dimension = Math.Max(condim[i], condim[j]);
                contacts += points;
                rows += points * (dimension == 1 ? 1 : 2 * (dimension - 1));
            }
        byte* limited = *(byte**)(model.Pointer + Layout.Model.jnt_limited);
        for (int joint = 0; joint < model.Int(Layout.Model.njnt); joint++)
            rows += limited[joint];
        Assert.InRange(contacts, 0, model.Int(Layout.Model.nconmax));
        Assert.InRange(rows, 0, model.Int(Layout.Model.njmax));
    }

    [Theory]
    [InlineData("halfcheetah", 17, 6, 1)]
    [InlineData("hopper", 11, 3, 1)]
    [InlineData("walker2d", 17, 6, 1)]
    [InlineData("swimmer", 8, 2, 1)]
    [InlineData("inverted-pendulum", 4, 1, 3)]
    [InlineData("inverted-double-pendulum", 11, 1, 1)]
    [InlineData("reacher", 11, 2, 1)]
    [InlineData("pusher", 23, 7, 2)]
    [InlineData("ant", 27, 8, 1)]
    [InlineData("humanoid", 376, 17, 0.4)]
    [InlineData("humanoid-standup", 376, 17, 0.4)]
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
    [InlineData("inverted-double-pendulum", "slider hinge hinge2")]
    [InlineData("reacher", "joint0 joint1 target_x target_y")]
    [InlineData("pusher", "r_shoulder_pan_joint r_shoulder_lift_joint r_upper_arm_roll_joint r_elbow_flex_joint r_forearm_roll_joint r_wrist_flex_joint r_wrist_roll_joint obj_slidey obj_slidex goal_slidey goal_slidex")]
    [InlineData("ant", "root hip_1 ankle_1 hip_2 ankle_2 hip_3 ankle_3 hip_4 ankle_4")]
    [InlineData("humanoid", HumanoidJoints)]
    [InlineData("humanoid-standup", HumanoidJoints)]
    public void Joints_stand_in_the_tables_order(string task, string names)
    {
        using MuJoCoEnvironment environment = Make(task);
        MuJoCoModel model = environment.Model;
        var found = new List<string>();
        for (int joint = 0; joint < model.Int(Layout.Model.njnt); joint++)
        {
            byte* name = *(byte**)(model.Pointer + Layout.Model.names) + model.Ints(Layout.Model.name_jntadr)[joint];
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
    [InlineData("inverted-double-pendulum", 0, -1, 1, 0, 0.05, 0)]
    [InlineData("reacher", 1, -3, 3, 0, 1, 1)]
    [InlineData("reacher", 2, -0.27, 0.27, 0, 0, 0)]
    [InlineData("pusher", 0, -2.2854, 1.714602, 0, 1, 0.04)]
    [InlineData("pusher", 1, -0.5236, 1.3963, 0, 1, 0.04)]
    [InlineData("pusher", 2, -1.5, 1.7, 0, 0.1, 0.04)]
    [InlineData("pusher", 5, -1.094, 0, 0, 0.1, 0.04)]
    [InlineData("pusher", 10, -10.3213, 10.3, 0, 0.5, 0.04)]
    [InlineData("ant", 1, -30 * Degree, 30 * Degree, 0, 1, 1)]
    [InlineData("ant", 2, 30 * Degree, 70 * Degree, 0, 1, 1)]
    [InlineData("ant", 4, -70 * Degree, -30 * Degree, 0, 1, 1)]
    [InlineData("ant", 6, -70 * Degree, -30 * Degree, 0, 1, 1)]
    [InlineData("ant", 8, 30 * Degree, 70 * Degree, 0, 1, 1)]
    [InlineData("humanoid", 1, -45 * Degree, 45 * Degree, 20, 5, 0.02)]
    [InlineData("humanoid", 2, -75 * Degree, 30 * Degree, 10, 5, 0.02)]
    [InlineData("humanoid", 6, -110 * Degree, 20 * Degree, 20, 5, 0.008)]
    [InlineData("humanoid", 7, -160 * Degree, -2 * Degree, 0, 1, 0.006)]
    [InlineData("humanoid", 10, -110 * Degree, 20 * Degree, 20, 5, 0.01)]
    [InlineData("humanoid", 11, -160 * Degree, -2 * Degree, 1, 1, 0.006)]
    [InlineData("humanoid", 12, -85 * Degree, 60 * Degree, 1, 1, 0.0068)]
    [InlineData("humanoid", 15, -60 * Degree, 85 * Degree, 1, 1, 0.0068)]
    [InlineData("humanoid", 17, -90 * Degree, 50 * Degree, 0, 1, 0.0028)]
    [InlineData("humanoid-standup", 6, -110 * Degree, 20 * Degree, 20, 5, 0.008)]
    [InlineData("humanoid-standup", 10, -120 * Degree, 20 * Degree, 20, 5, 0.01)]
    public void Limited_joints_have_the_tables_range_stiffness_damping_and_armature(
        string task, int joint, double low, double high, double stiffness, double damping, double armature)
    {
        using MuJoCoEnvironment environment = Make(task);
        MuJoCoModel model = environment.Model;
        // Only a free root has more than one degree of freedom.
        int joints = model.Int(Layout.Model.njnt), dof = joint + model.VelocityCount - joints;
        Assert.Equal(1, (*(byte**)(model.Pointer + Layout.Model.jnt_limited))[joint]);
        ReadOnlySpan<double> range = model.Doubles(Layout.Model.jnt_range, 2 * joints);
        Assert.Equal(low, range[2 * joint], 1e-15);
        Assert.Equal(high, range[(2 * joint) + 1], 1e-15);
        Assert.Equal(stiffness, model.Doubles(Layout.Model.jnt_stiffness, joints)[joint]);
        Assert.Equal(damping, model.Doubles(Layout.Model.dof_damping, model.VelocityCount)[dof]);
        Assert.Equal(armature, model.Doubles(Layout.Model.dof_armature, model.VelocityCount)[dof]);
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
            Assert.Equal(joint < 2 ? Layout.mjJNT_SLIDE : Layout.mjJNT_HINGE, model.Ints(Layout.Model.jnt_type)[joint]);
            Assert.Equal(0, model.Doubles(Layout.Model.jnt_stiffness, 3)[joint]);
            Assert.Equal(0, model.Doubles(Layout.Model.dof_damping, 3)[joint]);
            Assert.Equal(0, model.Doubles(Layout.Model.dof_armature, 3)[joint]);
        }
    }

    [Theory]
    [InlineData("ant")]
    [InlineData("humanoid")]
    [InlineData("humanoid-standup")]
    public void The_root_floats_freely(string task)
    {
        using MuJoCoEnvironment environment = Make(task);
        MuJoCoModel model = environment.Model;
        Assert.Equal(Layout.mjJNT_FREE, model.Ints(Layout.Model.jnt_type)[0]);
        Assert.Equal(new double[6], model.Doubles(Layout.Model.dof_damping, 6).ToArray());
        Assert.Equal(new double[6], model.Doubles(Layout.Model.dof_armature, 6).ToArray());
    }

    [Theory]
    [InlineData("halfcheetah", new[] { 3, 4, 5, 6, 7, 8 }, new double[] { 120, 90, 60, 120, 60, 30 })]
    [InlineData("hopper", new[] { 3, 4, 5 }, new double[] { 200, 200, 200 })]
    [InlineData("walker2d", new[] { 3, 4, 5, 6, 7, 8 }, new double[] { 100, 100, 100, 100, 100, 100 })]
    [InlineData("swimmer", new[] { 3, 4 }, new double[] { 150, 150 })]
    [InlineData("inverted-pendulum", new[] { 0 }, new double[] { 100 })]
    [InlineData("inverted-double-pendulum", new[] { 0 }, new double[] { 500 })]
    [InlineData("reacher", new[] { 0, 1 }, new double[] { 200, 200 })]
    [InlineData("pusher", new[] { 0, 1, 2, 3, 4, 5, 6 }, new double[] { 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData("ant", new[] { 7, 8, 1, 2, 3, 4, 5, 6 }, new double[] { 150, 150, 150, 150, 150, 150, 150, 150 })]
    [InlineData("humanoid", new[] { 2, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 }, new double[] { 100, 100, 100, 100, 100, 300, 200, 100, 100, 300, 200, 25, 25, 25, 25, 25, 25 })]
    [InlineData("humanoid-standup", new[] { 2, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 }, new double[] { 100, 100, 100, 100, 100, 300, 200, 100, 100, 300, 200, 25, 25, 25, 25, 25, 25 })]
    public void Actions_drive_the_tables_joints_with_the_tables_gears(string task, int[] joints, double[] gears)
    {
        using MuJoCoEnvironment environment = Make(task);
        MuJoCoModel model = environment.Model;
        for (int action = 0; action < joints.Length; action++)
        {
            Assert.Equal(joints[action], model.Ints(Layout.Model.actuator_trnid)[2 * action]);
            Assert.Equal(gears[action], model.Doubles(Layout.Model.actuator_gear, 6 * gears.Length)[6 * action]);
        }
    }

    [Fact]
    public void Environments_of_a_task_share_one_model()
    {
        using MuJoCoEnvironment first = Make("hopper"), second = Make("hopper");
        Assert.Same(first.Model, second.Model);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum;
    }
}
