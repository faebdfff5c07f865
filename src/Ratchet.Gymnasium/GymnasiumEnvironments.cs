using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Gymnasium;

/// <summary>Environments written in Python for the Gymnasium package, by their names there.</summary>
public static class GymnasiumEnvironments
{
    /// <summary>About what one exchange with a worker costs, in microseconds, with a cheap environment.</summary>
    private const double ExchangeMicroseconds = 40;

    /// <summary>Whether a name is one of a Gymnasium environment.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(GymnasiumName.Prefix, StringComparison.Ordinal);
    }

    /// <summary>
    /// The task of that name. Python is started when an environment is made, not before. The time limit is Gymnasium's own business: its
    /// TimeLimit wrapper truncates.
    /// </summary>
    /// <param name="name">
    /// Such as <c>gym:CartPole-v1</c>; <c>gym:module:ID</c> imports a module first, and <c>gym:ID?key=value&amp;key=value</c> passes keyword
    /// arguments to <c>gymnasium.make</c>.
    /// </param>
    /// <param name="options">Which interpreter runs it, and in how many processes.</param>
    /// <exception cref="EnvironmentException">The name is malformed.</exception>
    /// <exception cref="OptionException">An option is out of its range.</exception>
    public static EnvironmentDefinition Define(string name, WorkerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!IsName(name))
            throw new ArgumentException($"'{name}' is no name of a Gymnasium environment: those begin with {GymnasiumName.Prefix}", nameof(name));
        options.Validate();
        GymnasiumName parsed = GymnasiumName.Parse(name);
        var workers = new SharedWorkers(parsed, options);
        EnvironmentDefinition? definition = null;
        definition = new EnvironmentDefinition(
            name, $"Gymnasium's {parsed.Id}, in Python", TimeLimit: null, RewardThreshold: null, () => new GymnasiumEnvironment(definition!, workers, options))
        {
            CreateVector = (count, _) => new GymnasiumVectorEnvironment(definition!, parsed, count, options),
            StepMicroseconds = ExchangeMicroseconds,
        };
        return definition;
    }

    /// <summary>A seed for <c>env.reset</c>: 31 bits, which every environment can take.</summary>
    internal static uint DrawSeed(ref RandomStream random) => random.NextUInt32() >> 1;
}
