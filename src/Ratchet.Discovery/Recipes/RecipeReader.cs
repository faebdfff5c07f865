using System.Text.Json;
using Ratchet.BlackBox;
using Ratchet.Discovery.Families;
using Ratchet.Numerics;
using Ratchet.Storage;
using Ratchet.Training;
using Ratchet.Updates.Drifts.Networks;

namespace Ratchet.Discovery.Recipes;

/// <summary>Reads the JSON form of a <see cref="Recipe"/>, which is not trusted: every error is one sentence that names the file, the field, what was found and what is right.</summary>
public static class RecipeReader
{
    private const int LongestText = 2000;
    private const string DecayRight = "a number, or an object such as { \"initial\": 0.04, \"factor\": 0.999, \"limit\": 0.01 }";

    private static readonly JsonFile Source = new("a recipe", (message, cause) => new DiscoveryException(message, cause));

    /// <summary>Reads a file.</summary>
    /// <exception cref="DiscoveryException">It cannot be read, or is wrong.</exception>
    public static Recipe ReadFile(string file) => Read(file, Bytes(file));

    /// <summary>Reads the content of a file.</summary>
    /// <param name="file">How errors name it.</param>
    /// <param name="utf8">Its content.</param>
    /// <exception cref="DiscoveryException">It is wrong.</exception>
    public static Recipe Read(string file, ReadOnlyMemory<byte> utf8)
    {
        try
        {
            Recipe recipe = Source.Read(file, utf8, Read);
            recipe.Validate();
            return recipe;
        }
        catch (OptionException exception)
        {
            throw new DiscoveryException($"{file}: {exception.Message}", exception);
        }
    }

    /// <summary>Whether two files hold the same recipe, but for what it is for and the number of generations: a search may be continued beyond its end.</summary>
    internal static bool AreSame(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        using JsonDocument first = JsonFile.Parse(one), second = JsonFile.Parse(other);
        JsonProperty[] left = PropertiesOf(first), right = PropertiesOf(second);
        return left.Length == right.Length && left.Zip(right).All(pair => pair.First.Name == pair.Second.Name && JsonElement.DeepEquals(pair.First.Value, pair.Second.Value));

        static JsonProperty[] PropertiesOf(JsonDocument document) =>
            [.. document.RootElement.EnumerateObject().Where(property => property.Name is not ("generations" or "about")).OrderBy(property => property.Name, StringComparer.Ordinal)];
    }

    /// <summary>The content of a recipe's file.</summary>
    /// <exception cref="DiscoveryException">It cannot be read.</exception>
    public static byte[] Bytes(string file) => Source.Bytes(file);

    private static Recipe Read(JsonField root)
    {
        root.RequireObject("name", "about", "drift", "tasks", "strategy", "generations", "random-numbers", "fitness", "episodes", "learning-rate-variation", "epoch-variation", "keep-every");
        const string wholeRight = "a whole number from 1 to 1e6", tasksRight = "a list of tasks";
        return new Recipe
        {
            Name = root.Required("name", "a short name").Text("a short name", 64),
            About = root.Optional("about")?.Text("a sentence or two", LongestText) ?? "",
            Family = ReadFamily(root.Required("drift", "the form of the drifts")),
            Tasks = [.. root.Required("tasks", tasksRight).Elements(tasksRight).Select(ReadTask)],
            Strategy = ReadStrategy(root.Required("strategy", "the settings of the evolution strategy")),
            Generations = root.Required("generations", wholeRight).Whole(1, 1_000_000, wholeRight),
            RandomNumbers = root.Optional("random-numbers")?.Word(("of-pair", RandomNumbers.OfPair), ("of-generation", RandomNumbers.OfGeneration)) ?? RandomNumbers.OfPair,
            Fitness = root.Optional("fitness")?.Word(("last-quarter", FitnessMeasure.LastQuarter), ("evaluation", FitnessMeasure.Evaluation)) ?? FitnessMeasure.LastQuarter,
            Episodes = (int)(root.Optional("episodes")?.Whole(1, 1_000_000, wholeRight) ?? 128),
            LearningRateVariation = root.Optional("learning-rate-variation")?.Number() ?? 1,
            EpochVariation = root.Optional("epoch-variation")?.Number() ?? 1,
            KeepEvery = (int)(root.Optional("keep-every")?.Whole(1, 1_000_000, wholeRight) ?? 16),
        };
    }

    private static DriftFamily ReadFamily(JsonField drift)
    {
        if (drift.IsText)
            return drift.Word<DriftFamily>(("closed-form", new ClosedFormFamily()), ("clip", new ClipFamily()));
        drift.RequireObject("hidden", "activation", "inputs", "temporal", "shift", "clip-range");
        const string hiddenRight = "a list of the units of each hidden layer, such as [128]", inputsRight = "a list of inputs, such as [\"1-r\", \"log(r)A\"]";
        return new NetworkFamily(new DriftNetworkShape
        {
            Hidden = [.. drift.Required("hidden", hiddenRight).Elements(hiddenRight).Select(units => (int)units.Whole(1, 1024, "a number of units, 1 … 1024"))],
            Activation = drift.Required("activation", "tanh or relu").Word(("tanh", Activation.Tanh), ("relu", Activation.Relu)),
            Inputs = drift.Optional("inputs") is { } inputs ? inputs.Elements(inputsRight).Aggregate(DriftInputs.None, (all, input) => all | InputOf(input)) : DriftInputs.All,
            IsTemporal = drift.Optional("temporal")?.Flag() ?? false,
            Shift = drift.Optional("shift")?.Number() ?? 1e-6,
            ClipRange = drift.Optional("clip-range")?.Number(),
        });
    }

    private static DriftInputs InputOf(JsonField field)
    {
        try
        {
            return DriftNetwork.InputsOf(field.Text("the name of an input", LongestText));
        }
        catch (OptionException exception)
        {
            throw field.Wrong(exception);
        }
    }

    private static InnerTask ReadTask(JsonField task)
    {
        task.RequireObject("name", "environment", "settings", "weight", "random", "baseline");
        JsonField name = task.Required("name", "a name");
        return new InnerTask
        {
            Name = name.Text("a name", 64),
            Environment = task.Optional("environment")?.Text("the name of an environment", LongestText) ?? name.Text("a name", 64),
            Settings = [.. (task.Optional("settings")?.Properties("an object of settings") ?? []).Select(setting => KeyValuePair.Create(setting.Name, TextOf(setting.Field)))],
            Weight = task.Optional("weight")?.Number() ?? 1,
            Random = task.Optional("random")?.Number(),
            Baseline = task.Optional("baseline")?.Number(),
        };
    }

    /// <summary>A setting's value as <c>--set</c> takes it.</summary>
    private static string TextOf(JsonField field) => field.Value.ValueKind switch
    {
        JsonValueKind.String => field.Value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.Value.GetRawText(),
        JsonValueKind.Array => string.Join(',', field.Elements("a list of numbers").Select(number => number.Value.GetRawText())),
        _ => throw field.Wrong("a number, a text, true or false, or a list of numbers"),
    };

    private static EvolutionStrategyOptions ReadStrategy(JsonField strategy)
    {
        strategy.RequireObject("pairs", "sigma", "learning-rate", "beta1", "beta2", "epsilon", "weight-decay", "shaping", "seed");
        var usual = new EvolutionStrategyOptions();
        const string pairsRight = "a number of mirrored pairs, 1 … 100,000";
        return new EvolutionStrategyOptions
        {
            Pairs = (int)strategy.Required("pairs", pairsRight).Whole(1, 100_000, pairsRight),
            Sigma = ReadDecay(strategy.Required("sigma", DecayRight)),
            LearningRate = ReadDecay(strategy.Required("learning-rate", DecayRight)),
            Beta1 = strategy.Optional("beta1")?.Number() ?? usual.Beta1,
            Beta2 = strategy.Optional("beta2")?.Number() ?? usual.Beta2,
            Epsilon = strategy.Optional("epsilon")?.Number() ?? usual.Epsilon,
            WeightDecay = strategy.Optional("weight-decay")?.Number() ?? usual.WeightDecay,
            Shaping = strategy.Required("shaping", "z-score, centred-rank or pairwise-rank")
                .Word(("z-score", FitnessShaping.ZScore), ("centred-rank", FitnessShaping.CentredRank), ("pairwise-rank", FitnessShaping.PairwiseRank)),
            Seed = (ulong)(strategy.Optional("seed")?.Whole(0, long.MaxValue, "a seed, such as 1") ?? 1),
        };
    }

    private static Decay ReadDecay(JsonField decay)
    {
        if (decay.Value.ValueKind == JsonValueKind.Number)
            return new Decay(decay.Number());
        decay.RequireObject("initial", "factor", "limit");
        return new Decay(decay.Required("initial", DecayRight).Number(), decay.Optional("factor")?.Number() ?? 1, decay.Optional("limit")?.Number() ?? 0);
    }
}
