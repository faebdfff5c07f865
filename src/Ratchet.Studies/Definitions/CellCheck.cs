using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Training;

namespace Ratchet.Studies.Definitions;

/// <summary>Looks at pairs of task and rule before anything is trained: the environment is there, and the rule can act in it.</summary>
internal sealed class CellCheck(Func<RunOptions, EnvironmentDefinition> find, Action<string>? warn)
{
    private readonly Dictionary<string, Space> _actions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);

    /// <summary>Checks one pair.</summary>
    /// <exception cref="StudyException">Its runs would be refused.</exception>
    public void Require(StudyTask task, StudyRule rule, RunOptions options)
    {
        RuleReport report = RuleCheck.Run(options.Training, ActionsOf(task, options));
        if (report.IsRefused)
            throw new StudyException($"task {task.Name} with rule {rule.Name}: {report.Refusals[0]}");
        foreach (string warning in report.Warnings)
            if (_warned.Add($"{rule.Name} {warning}"))
                warn?.Invoke($"rule {rule.Name}: {warning}");
    }

    /// <summary>The simulator is made once for each task: MuJoCo's library or Python may not be there, which shows now.</summary>
    private Space ActionsOf(StudyTask task, RunOptions options)
    {
        string wrappers = options.Training.Wrappers, key = $"{task.Name} {wrappers}";
        if (_actions.TryGetValue(key, out Space? known))
            return known;
        try
        {
            IEnvironment environment = EnvironmentWrappers.Apply(find(options), wrappers).Create();
            using (environment as IDisposable)
                return _actions[key] = environment.ActionSpace;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new StudyException($"task {task.Name}: {exception.Message}", exception);
        }
    }
}
