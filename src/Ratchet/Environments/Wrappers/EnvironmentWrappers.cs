using System.Globalization;

namespace Ratchet.Environments.Wrappers;

/// <summary>
/// The wrappers by name, for a command line or a file of settings: <c>frame-stack=4, action-repeat=2</c> puts four observations into one and
/// repeats what the policy chooses from them twice.
/// </summary>
public static class EnvironmentWrappers
{
    private const string Form = "it must be of the form name=value, name=value, such as frame-stack=4, action-repeat=2";

    private static readonly Wrapper[] Known =
    [
        new("frame-stack", "the last K observations as one, the oldest first", "frame-stack=4",
            (task, value) => Wrap(task, value, Whole(value, 1, FrameStack.MostFrames), (inner, frames) => new FrameStack(inner, frames))),
        new("action-repeat", "every action K times, rewards summed; the time limit is divided by K", "action-repeat=4",
            (task, value) => Repeat(task, value, Whole(value, 1, ActionRepeat.MostTimes))),
        new("sticky-actions", "with probability P the last executed action again; P:keep carries it over a reset", "sticky-actions=0.25", Stick),
        new("rescale-actions", "actions from [-1, 1] for any box with finite bounds", "rescale-actions",
            (task, value) => Wrap(task, value, 0, (inner, _) => new ActionRescaling(inner))),
        new("reward-scale", "rewards times C, in training only", "reward-scale=0.1",
            (task, value) => Wrap(task, value, Number(value, factor => factor > 0, "a number above 0"), (inner, factor) => new RewardScaling(inner, factor), onlyInTraining: true)),
        new("reward-clip", "rewards cut to LOW:HIGH, in training only", "reward-clip=-1:1", Clip),
        new("normalize-returns", "rewards divided by the deviation of returns with discount G, for each simulator by itself, in training only; "
            + "the setting return-scaling=rewards does it for all of them together", "normalize-returns=0.99",
            (task, value) => Wrap(task, value, Number(value, discount => discount is >= 0 and <= 1, "a number between 0 and 1"), (inner, discount) => new ReturnNormalization(inner, discount), onlyInTraining: true)),
        new("time-limit", "episodes are cut off after N steps, in place of the task's own limit", "time-limit=200",
            (task, value) => task with { TimeLimit = Whole(value, 1, int.MaxValue), CreateVector = null }),
        new("record", "finished training episodes as lines of JSON in a new FILE", "record=episodes.jsonl", Record),
    ];

    /// <summary>Name, one line and an example for each wrapper.</summary>
    public static IReadOnlyList<(string Name, string Summary, string Example)> All { get; } = [.. Known.Select(known => (known.Name, known.Summary, known.Example))];

    /// <summary>A task with every simulator in wrappers.</summary>
    /// <param name="definition">The task.</param>
    /// <param name="wrappers">Names with their values, separated by commas, the innermost first; empty for none.</param>
    /// <exception cref="ArgumentException">A name is unknown or a value is wrong; the message is one sentence.</exception>
    public static EnvironmentDefinition Apply(EnvironmentDefinition definition, string wrappers)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(wrappers);
        if (string.IsNullOrWhiteSpace(wrappers))
            return definition;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string entry in wrappers.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] parts = entry.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts[0].Length == 0)
                throw new ArgumentException($"'{wrappers}' has an entry without a name; {Form}.");
            Wrapper wrapper = Array.Find(Known, known => known.Name == parts[0]) ?? throw Unknown(parts[0]);
            if (!seen.Add(wrapper.Name))
                throw new ArgumentException($"the wrapper {wrapper.Name} is given twice; each may stand once.");
            definition = wrapper.Apply(definition, new Value(wrapper, parts.Length == 2 ? parts[1] : null));
        }

        return definition;
    }

    private static ArgumentException Unknown(string name)
    {
        string[] names = [.. Known.Select(known => known.Name)];
        string hint = NearestName.Find(name, names) is { } nearest ? $"did you mean '{nearest}'?" : $"known are {string.Join(", ", names)}.";
        return new ArgumentException($"unknown wrapper '{name}'; {hint}");
    }

    // A limit of steps of the simulator is one of decisions now, rounded up to a whole one.
    private static EnvironmentDefinition Repeat(EnvironmentDefinition definition, Value value, int times) =>
        Wrap(definition, value, times, (inner, times) => new ActionRepeat(inner, times)) with
        {
            TimeLimit = definition.TimeLimit is { } limit ? (int)(((long)limit + times - 1) / times) : null,
            StepMicroseconds = definition.StepMicroseconds * times,
        };

    private static EnvironmentDefinition Stick(EnvironmentDefinition definition, Value value)
    {
        const string suffix = ":keep";
        string text = value.Required();
        bool keep = text.EndsWith(suffix, StringComparison.Ordinal);
        return TryParse(keep ? text[..^suffix.Length] : text, out double probability) && probability is >= 0 and < 1
            ? Wrap(definition, value, probability, (inner, p) => new StickyActions(inner, p, keep))
            : throw value.Wrong("a probability from 0 to below 1, or one with :keep behind it");
    }

    private static EnvironmentDefinition Clip(EnvironmentDefinition definition, Value value)
    {
        string text = value.Required();
        return text.Split(':') is [string first, string second] && TryParse(first, out double low) && TryParse(second, out double high) && low < high
            ? Wrap(definition, value, (low, high), (inner, bounds) => new RewardClipping(inner, bounds.low, bounds.high), onlyInTraining: true)
            : throw value.Wrong("two numbers LOW:HIGH, the lower one first");
    }

    private static EnvironmentDefinition Record(EnvironmentDefinition definition, Value value)
    {
        string path = value.Required();
        if (path.Length == 0)
            throw value.Wrong("the path of a file that is not there yet");
        // Found at the first step only, a wrong path would leave a run behind that has it in its settings.
        if (Directory.Exists(path))
            throw value.Wrong("a file; that is a folder");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw value.Wrong($"a file in a folder that is there; '{folder}' is not");
        var file = new EpisodeFile(path);
        return Wrap(definition, value, definition.TimeLimit, (inner, limit) => new RecordEpisodes(inner, file, limit), onlyInTraining: true);
    }

    private static EnvironmentDefinition Wrap<T>(
        EnvironmentDefinition definition, Value value, T parameter, Func<IEnvironment, T, IEnvironment> wrap, bool onlyInTraining = false) => definition.Wrap(
        inner =>
        {
            try
            {
                return wrap(inner, parameter);
            }
            catch (ArgumentException exception)
            {
                (inner as IDisposable)?.Dispose();
                throw new EnvironmentException($"environment '{definition.Name}' cannot be wrapped in {value.Wrapper.Name}: {exception.Message}", exception);
            }
        },
        onlyInTraining);

    private static int Whole(Value value, int low, int high) =>
        int.TryParse(value.Required(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= low && number <= high
            ? number
            : throw value.Wrong(high == int.MaxValue ? $"a whole number, at least {low}" : $"a whole number between {low} and {high}");

    private static double Number(Value value, Func<double, bool> isLegal, string legal) =>
        TryParse(value.Required(), out double number) && isLegal(number) ? number : throw value.Wrong(legal);

    private static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private sealed record Wrapper(string Name, string Summary, string Example, Func<EnvironmentDefinition, Value, EnvironmentDefinition> Make)
    {
        private bool TakesValue => Example.Contains('=', StringComparison.Ordinal);

        public EnvironmentDefinition Apply(EnvironmentDefinition definition, Value value) => TakesValue || value.Text is null
            ? Make(definition, value)
            : throw new ArgumentException($"{Name} takes no value; found '{value.Text}'.");
    }

    /// <summary>What stands behind a name; null for nothing at all.</summary>
    private sealed record Value(Wrapper Wrapper, string? Text)
    {
        public string Required() => Text ?? throw new ArgumentException($"{Wrapper.Name} needs a value, such as {Wrapper.Example}.");

        public ArgumentException Wrong(string legal) => new($"{Wrapper.Name} is '{Text}'; it must be {legal}.");
    }
}
