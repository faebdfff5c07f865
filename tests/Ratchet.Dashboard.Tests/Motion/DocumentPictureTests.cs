using System.Runtime.CompilerServices;
using Ratchet.Environments;
using Ratchet.Environments.Drawing;
using Ratchet.MuJoCo;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.Dashboard.Tests.Motion;

/// <summary>The pictures of docs/drawing.md are what the environments draw: fifteen steps into an episode of random actions, or where MuJoCo's bodies begin.</summary>
public sealed class DocumentPictureTests
{
    private const int Steps = 15;

    public static TheoryData<string> BuiltIn => ["cartpole", "acrobot", "mountain-car", "minatar-seaquest", "tetris-10x10"];

    public static TheoryData<string> Bodies => ["halfcheetah", "walker2d", "ant", "humanoid", "reacher"];

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void Simulators_of_the_library_look_as_in_the_document(string name)
    {
        IEnvironment environment = EnvironmentRegistry.BuiltIn.Find(name).Create();
        var random = new RandomStream(7, StreamPurpose.User, 0);
        environment.Reset(ref random);
        var actions = (DiscreteSpace)environment.ActionSpace;
        for (int step = 0; step < Steps; step++)
            environment.Step([random.NextBelow(actions.Count)], ref random);
        Require(name, environment);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Bodies_of_MuJoCo_look_as_in_the_document(string name)
    {
        Assert.SkipUnless(MuJoCoLibrary.IsAvailable, MuJoCoLibrary.Problem ?? "");
        IEnvironment environment = MuJoCoTasks.All.Single(task => task.Name == name).Create();
        using (environment as IDisposable)
            Require(name, environment);
    }

    private static void Require(string name, IEnvironment environment, [CallerFilePath] string thisFile = "")
    {
        var scene = new Scene();
        Assert.True(scene.Show(environment));
        string file = Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "pictures", $"scene-{name}.svg"), svg = SceneSvg.Of(scene);
        if (Environment.GetEnvironmentVariable("RATCHET_REWRITE") == "1")
            File.WriteAllText(file, svg);
        Assert.True(File.Exists(file) && File.ReadAllText(file) == svg, $"docs/pictures/scene-{name}.svg is stale: RATCHET_REWRITE=1 writes it anew.");
    }
}
