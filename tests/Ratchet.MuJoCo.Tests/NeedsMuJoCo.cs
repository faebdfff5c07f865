using Ratchet.Environments;
using Ratchet.Numerics;
using Xunit;

namespace Ratchet.MuJoCo.Tests;

/// <summary>Tests that need the native library: without it they are skipped visibly, and fail in continuous integration.</summary>
public abstract class NeedsMuJoCo
{
    protected NeedsMuJoCo()
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Null(MuJoCoLibrary.Problem);
        Assert.SkipUnless(MuJoCoLibrary.IsAvailable, MuJoCoLibrary.Problem ?? "");
    }

    public static TheoryData<string> Tasks => new(MuJoCoTasks.All.Select(task => task.Name));

    internal static MuJoCoEnvironment Make(string task) =>
        (MuJoCoEnvironment)MuJoCoTasks.All.Single(definition => definition.Name == task).Create();

    internal static double[] State(MuJoCoEnvironment environment)
    {
        var state = new double[environment.Model.PositionCount + environment.Model.VelocityCount];
        environment.GetState(state);
        return state;
    }

    internal static RandomStream Stream(uint index = 0) => new(seed: 7, StreamPurpose.User, index);

    /// <summary>Uniform on the box of actions, and half as far again beyond it.</summary>
    internal static double[] RandomAction(MuJoCoEnvironment environment, ref RandomStream random)
    {
        var box = (BoxSpace)environment.ActionSpace;
        var action = new double[box.Size];
        for (int i = 0; i < action.Length; i++)
            action[i] = random.NextUniform(1.5 * box.Low[i], 1.5 * box.High[i]);
        return action;
    }
}
