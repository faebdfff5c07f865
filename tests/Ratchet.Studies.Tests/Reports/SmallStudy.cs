using Ratchet.Studies.Definitions;

namespace Ratchet.Studies.Tests.Reports;

/// <summary>A real study of eight runs in a folder, trained once for the tests of a class: CartPole, and CartPole with another discount; FixPO and PPO; two seeds.</summary>
public sealed class SmallStudy : IDisposable
{
    public SmallStudy()
    {
        File.WriteAllBytes(Path.Combine(Folder, "study.json"), StudyWriter.Write(Definition));
        foreach (StudyTask task in Definition.Tasks)
            foreach (StudyRule rule in Definition.Rules)
                foreach (ulong seed in Definition.Seeds)
                    SmallRun.Train(Path.Combine(Folder, "runs", task.Name, rule.Name, $"{seed}"), Definition.OptionsOf(task, rule, seed));
    }

    public static StudyDefinition Definition { get; } = new()
    {
        Name = "small",
        About = "Two rules on CartPole <briefly>.",
        Tasks =
        [
            new() { Name = "cartpole", Environment = "cartpole" },
            new() { Name = "cartpole-0.9", Environment = "cartpole", Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["discount"] = "0.9" } },
        ],
        Rules = [new() { Name = "fixpo", Rule = "fixpo" }, new() { Name = "ppo", Rule = "ppo" }],
        Seeds = SeedList.Parse("20001-20002")!,
        Purpose = SeedPurpose.Test,
        Steps = 2048,
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["environments"] = "4", ["horizon"] = "64", ["minibatch"] = "64", ["hidden"] = "8", ["epochs"] = "2", ["evaluation-interval"] = "1024", ["evaluation-episodes"] = "2", ["checkpoint-interval"] = "1000",
        },
        Figures = ["fixup-steps", "collapsed-runs", "entropy"],
    };

    public string Folder { get; } = Directory.CreateTempSubdirectory("ratchet-test-").FullName;

    /// <summary>A copy that a test may spoil.</summary>
    public string Copy()
    {
        string copy = Directory.CreateTempSubdirectory("ratchet-test-").FullName;
        foreach (string file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
