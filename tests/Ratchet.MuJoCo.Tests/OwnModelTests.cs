using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>A user's own model, loaded from a file, and a task on it that uses nothing but what a user can.</summary>
public sealed class OwnModelTests : NeedsMuJoCo, IDisposable
{
    private const string Crane = """
        <mujoco>
          <option timestep="0.01"/>
          <worldbody>
            <body name="trolley" pos="0 0 3">
              <joint name="rail" type="slide" axis="1 0 0" damping="1"/>
              <geom type="sphere" size="0.1"/>
              <body name="load" pos="0 0 -1">
                <joint name="rope" type="hinge" axis="0 1 0" pos="0 0 1"/>
                <geom type="sphere" size="0.1" contype="0"/>
                <site name="hook" pos="0 0 -0.1"/>
              </body>
            </body>
          </worldbody>
          <actuator><motor name="drive" joint="rail" gear="50"/></actuator>
          <sensor>
            <jointpos name="angle" joint="rope"/>
            <framepos name="place" objtype="site" objname="hook"/>
          </sensor>
        </mujoco>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("ratchet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_task_on_a_model_file_reads_places_and_sensors_by_name()
    {
        using var crane = new CraneTask(MuJoCoModel.LoadFile(Write("crane.xml", Crane)));
        Assert.Equal("crane", crane.Model.Name);
        crane.SetState([0.5, 0, 0, 0]);
        Assert.Equal([0.5, 0, 1.9], crane.Hook);
        RandomStream random = default;
        double[] seen = crane.Step([1], ref random).Observation.ToArray();
        Assert.Equal(4, seen.Length);
        Assert.Equal(crane.Hook, seen[1..]);
        Assert.True(State(crane)[0] > 0.5, "the drive pulls along x");
    }

    [Fact]
    public void A_control_without_limits_takes_any_number()
    {
        using var crane = new CraneTask(MuJoCoModel.LoadFile(Write("crane.xml", Crane)));
        var box = (BoxSpace)crane.ActionSpace;
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (box.Low[0], box.High[0]));
    }

    [Fact]
    public void A_name_that_the_model_lacks_is_an_error()
    {
        MuJoCoModel model = MuJoCoModel.Load("crane", Crane);
        Assert.Contains("no body 'hook'", Assert.Throws<ArgumentException>(() => model.BodyIndex("hook")).Message, StringComparison.Ordinal);
        Assert.Contains("no site 'load'", Assert.Throws<ArgumentException>(() => model.SiteIndex("load")).Message, StringComparison.Ordinal);
        Assert.Contains("no sensor 'x'", Assert.Throws<ArgumentException>(() => model.SensorRange("x")).Message, StringComparison.Ordinal);
        Assert.Equal(1..4, model.SensorRange("place"));
    }

    [Fact]
    public void A_model_includes_files_beside_it()
    {
        Write("part.xml", "<mujoco><worldbody><body name='part'><geom size='1'/></body></worldbody></mujoco>");
        Assert.Equal(2, MuJoCoModel.LoadFile(Write("whole.xml", "<mujoco><include file='part.xml'/></mujoco>")).BodyCount);
    }

    [Fact]
    public void Files_that_are_no_models_are_one_sentence()
    {
        Assert.EndsWith("does not exist", Refusal(Path.Combine(_folder, "missing.xml")), StringComparison.Ordinal);
        Assert.Contains("is a directory", Refusal(_folder), StringComparison.Ordinal);
        Assert.Contains("is refused by MuJoCo: XML", Refusal(Write("empty.xml", "")), StringComparison.Ordinal);
        Assert.Contains("is refused by MuJoCo: XML", Refusal(Write("binary.xml", "\0\u0001\u0002\0PNG")), StringComparison.Ordinal);
        Assert.Contains("is refused by MuJoCo: ", Refusal(Write("text.xml", "no model at all")), StringComparison.Ordinal);
        Assert.Contains("missing.xml", Refusal(Write("include.xml", "<mujoco><include file='missing.xml'/></mujoco>")), StringComparison.Ordinal);
        string deep = string.Concat(Enumerable.Repeat("<body>", 100_000));
        Assert.Contains("is refused by MuJoCo: ", Refusal(Write("deep.xml", "<mujoco><worldbody>" + deep)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_model_names_the_reason_and_the_line()
    {
        string syntax = Refusal(Write("syntax.xml", "<mujoco>\n<worldbody>\n<body name=></body></worldbody></mujoco>"));
        Assert.Contains("Line number=3", syntax, StringComparison.Ordinal);
        string meaning = Refusal(Write("meaning.xml", "<mujoco>\n<actuator>\n<motor joint='elbow'/>\n</actuator></mujoco>"));
        Assert.Contains("elbow", meaning, StringComparison.Ordinal);
        Assert.Contains("line = 3", meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_larger_than_any_model_is_refused_unread()
    {
        string path = Path.Combine(_folder, "huge.xml");
        using (FileStream file = File.Create(path))
            file.SetLength(65L << 20);
        Assert.Contains("has 65 MB; expected a file in MuJoCo's XML format of at most 64 MB", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_longer_than_the_library_takes_is_refused()
    {
        string folder = _folder;
        for (int i = 0; i < 5; i++)
            folder = Path.Combine(folder, new string('a', 200));
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "crane.xml");
        File.WriteAllText(path, Crane);
        Assert.Contains("MuJoCo takes less than", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_actuators_makes_no_task()
    {
        MuJoCoModel model = MuJoCoModel.Load("stone", "<mujoco><worldbody><body><freejoint/><geom size='1'/></body><site name='hook'/></worldbody>"
            + "<sensor><clock name='angle'/></sensor></mujoco>");
        Assert.Contains("model 'stone' has no actuators", Assert.Throws<EnvironmentException>(() => new CraneTask(model)).Message, StringComparison.Ordinal);
    }

    // Three spheres on a floor with room for one contact: the library would leave two of them out and go on.
    [Fact]
    public void Contacts_without_room_are_an_error_and_not_left_out()
    {
        const string Ball = "<body pos='{0} 0 0.09'><freejoint/><geom size='0.1'/></body>";
        string balls = string.Concat(Enumerable.Range(0, 3).Select(x => string.Format(System.Globalization.CultureInfo.InvariantCulture, Ball, x)));
        string xml = $"<mujoco><size nconmax='1' njmax='100'/><worldbody><geom type='plane' size='9 9 1'/>{balls}"
            + "<body pos='0 0 5'><joint name='j' type='slide'/><geom size='0.1'/><site name='hook'/></body></worldbody>"
            + "<actuator><motor joint='j'/></actuator><sensor><jointpos name='angle' joint='j'/></sensor></mujoco>";
        using var task = new CraneTask(MuJoCoModel.Load("balls", xml));
        var exception = Assert.Throws<EnvironmentException>(() => { RandomStream none = default; task.Step([0], ref none); });
        Assert.Contains("nconmax 1, njmax 100", exception.Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Refusal(string path)
    {
        string message = Assert.Throws<EnvironmentException>(() => MuJoCoModel.LoadFile(path)).Message;
        Assert.StartsWith($"model '{path}' ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private sealed class CraneTask(MuJoCoModel model) : MuJoCoEnvironment(model, frameSkip: 2, observationSize: 4)
    {
        private readonly int _hook = model.SiteIndex("hook");
        private readonly Range _angle = model.SensorRange("angle");

        public double[] Hook => SitePosition(_hook).ToArray();

        public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
        {
            Simulate(action);
            return new Transition(Observe(), reward: -Sensors[_angle][0] * Sensors[_angle][0], terminated: false);
        }

        protected override void DisturbStart(Span<double> positions, Span<double> velocities, ref RandomStream random) =>
            AddUniform(positions, 0.1, ref random);

        protected override void Observe(Span<double> observation)
        {
            observation[0] = Sensors[_angle][0];
            SitePosition(_hook).CopyTo(observation[1..]);
        }
    }
}
