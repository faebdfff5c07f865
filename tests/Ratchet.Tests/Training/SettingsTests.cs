using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Rollouts;
using Ratchet.Training;
using Ratchet.Updates;
using Ratchet.Updates.Drifts;
using Ratchet.Updates.Neighbourhoods;
using Ratchet.Updates.Penalties;
using Ratchet.Updates.Rules;
using Ratchet.Updates.Searches;
using Ratchet.Updates.Solvers;
using Xunit;

namespace Ratchet.Tests.Training;

public sealed class SettingsTests
{
    public static TheoryData<string> Keys => [.. Settings.All.Select(setting => setting.Key)];

    [Fact]
    public void A_key_that_is_set_twice_is_refused()
    {
        RunOptions options = Presets.For("cartpole", "fixpo");
        Assert.Equal(64, Settings.Apply(options, ["horizon=64", "epochs=2"]).Training.Horizon);
        Assert.Equal(
            "horizon is set twice, by 'horizon=64' and by ' horizon = 128'; give it once.",
            Assert.Throws<OptionException>(() => Settings.Apply(options, ["horizon=64", "epochs=2", " horizon = 128"])).Message);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Text_of_a_value_reads_back_as_the_same_value(string key)
    {
        Setting setting = Settings.Find(key);
        RunOptions options = Default(setting);
        string text = setting.Read(options);
        Assert.Equal(text, setting.Read(setting.Apply(options, text)));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_key_is_explained_by_the_doc_comment_of_its_field(string key)
    {
        string[] comments =
        [
            .. XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Ratchet.xml")).Descendants("member")
                .Where(member => member.Attribute("name")!.Value.StartsWith("P:", StringComparison.Ordinal))
                .Select(member => member.Element("summary")?.Value.Trim() ?? ""),
        ];
        Assert.Contains(Settings.Find(key).Summary, comments);
    }

    [Fact]
    public void A_setting_that_belongs_to_the_word_of_another_may_stand_before_it()
    {
        RunOptions options = Settings.Apply(Default("a2c"), ["n-step=3", "rmsprop-alpha=0.9", "estimator=n-step", "optimizer=rmsprop-tf"]);
        Assert.Equal((3, 0.9), (options.Training.Estimator.NStep, options.Training.Optimization.RmsPropAlpha.Least));
    }

    [Theory]
    [InlineData("trpo")]
    [InlineData("npg")]
    public void One_natural_step_has_no_advantages_to_compute_anew(string rule)
    {
        Assert.DoesNotContain(rule, Settings.Find("recompute-advantages").Rules);
        // The preset of ppo on MuJoCo computes them anew: with another solver it says nothing about them, and so does the run.
        Settings.Apply(Presets.For("halfcheetah", "ppo"), ["drift=none", "solver=natural-gradient"]).Validate();
    }

    // One value for each kind of setting, other than its default.
    [Theory]
    [InlineData("horizon", "17", "17")]
    [InlineData("steps", "3e6", "3000000")]
    [InlineData("steps", "2.5e3", "2500")]
    [InlineData("adam-epsilon", "0.00001", "1e-5")]
    [InlineData("adam-epsilon", "2.5E-09", "2.5e-9")]
    [InlineData("checkpoint-interval", "1e-7", "1e-7")]
    [InlineData("learning-rate", "linear(1E-05, 0, 1e17)", "linear(1e-5, 0, 1e17)")]
    [InlineData("seed", "18446744073709551615", "18446744073709551615")]
    [InlineData("learning-rate", "2.5e-4", "0.00025")]
    [InlineData("hidden", "128, 32", "128,32")]
    [InlineData("hidden", "", "")]
    [InlineData("activation", "silu", "silu")]
    [InlineData("shared", "true", "true")]
    [InlineData("kl-direction", "new-to-old", "new-to-old")]
    [InlineData("discount", "linear(0.998, 0.9997)", "linear(0.998, 0.9997)")]
    [InlineData("entropy-coefficient", "piecewise(0.01,5e5:0)", "piecewise(0.01, 500000: 0)")]
    [InlineData("evaluation-episodes", " 3 ", "3")]
    public void A_setting_takes_its_value(string key, string text, string value) =>
        Assert.Equal(value, Settings.Find(key).Read(Settings.Apply(Default("fixpo"), key, text)));

    [Theory]
    [InlineData("horizon", "0", "horizon is '0'; it must be a whole number between 1 and 1e6.")]
    [InlineData("horizon", "1.5", "horizon is '1.5'; it must be a whole number between 1 and 1e6.")]
    [InlineData("minibatch", "1", "minibatch is '1'; it must be a whole number, at least 2.")]
    [InlineData("discount", "NaN", "discount is 'NaN'; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("discount", "", "discount is ''; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("discount", "linear(0.9, 1.01)", "discount is 'linear(0.9, 1.01)'; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("discount", "linear(0.9, NaN)", "discount is 'linear(0.9, NaN)'; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("discount", "cosine(0.9, 0.99)", "discount is 'cosine(0.9, 0.99)'; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("epsilon-kl", "piecewise(0.5, 1e5: 0.1, 2e5: 0)", "epsilon-kl is 'piecewise(0.5, 1e5: 0.1, 2e5: 0)'; it must be a number between 1e-8 and 100, or a schedule.")]
    [InlineData("hidden-gain", "linear(1, 2)", "hidden-gain is 'linear(1, 2)'; it must be a number between 0 and 10.")]
    [InlineData("discount", "1,5", "discount is '1,5'; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("adam-epsilon", "0", "adam-epsilon is '0'; it must be a number between 1e-12 and 1, or a schedule.")]
    [InlineData("activation", "tan", "activation is 'tan'; it must be one of tanh, relu, elu, silu.")]
    [InlineData("shared", "yes", "shared is 'yes'; it must be true or false.")]
    [InlineData("hidden", "64,0", "hidden is '64,0'; it must be at most 8 whole numbers between 1 and 4096, separated by commas, such as 64,64.")]
    [InlineData("seed", "-1", "seed is '-1'; it must be a whole number between 0 and 18446744073709551615.")]
    [InlineData("clip-range", "0.2", "clip-range belongs to rules with drift=ppo or dual-clip; fixpo as it is set has not.")]
    [InlineData("mean-kl", "0.01", "mean-kl belongs to rules with neighbourhood=mean-kl, penalty=lagrange-mean or solver=natural-gradient; fixpo as it is set has not.")]
    [InlineData("n-step", "3", "n-step belongs to rules with estimator=n-step; fixpo as it is set has not.")]
    [InlineData("c-bar", "1", "c-bar belongs to rules with estimator=v-trace; fixpo as it is set has not.")]
    [InlineData("rmsprop-alpha", "0.9", "rmsprop-alpha belongs to rules with optimizer=rmsprop or rmsprop-tf; fixpo as it is set has not.")]
    [InlineData("popart-step", "0.1", "popart-step belongs to rules with return-scaling=popart; fixpo as it is set has not.")]
    [InlineData("horzon", "3", "unknown key 'horzon'; did you mean 'horizon'?")]
    public void A_wrong_value_is_named_with_the_legal_ones(string key, string text, string message) =>
        Assert.Equal(message, Assert.Throws<OptionException>(() => Settings.Apply(Default("fixpo"), key, text)).Message);

    [Theory]
    [InlineData("horizon")]
    [InlineData("=3")]
    [InlineData("")]
    public void An_assignment_has_a_key_and_a_value(string text) =>
        Assert.Contains("key=value", Assert.Throws<OptionException>(() => Settings.Apply(Default("fixpo"), text)).Message, StringComparison.Ordinal);

    // The bounds stand twice, in the table and in Validate. Left out is what another setting forbids at its default:
    // one environment with one step is less than a minibatch, log σ starts between its floor and its ceiling, and ρ̄ is at least c̄.
    [Theory]
    [MemberData(nameof(Keys))]
    public void The_bounds_that_the_table_names_are_legal_for_the_options(string key)
    {
        Setting setting = Settings.Find(key);
        const string between = " between ";
        int start = setting.Legal.IndexOf(between, StringComparison.Ordinal);
        if (setting.Kind != SettingKind.Number || start < 0)
            return;
        RunOptions options = Default(setting);
        if (options.Training.Parts.Solver != SolverKind.Search)
            options = Settings.Apply(Settings.Apply(options, "minibatch=2"), "horizon=2");
        foreach (string bound in setting.Legal[(start + between.Length)..].Split(", or")[0].Split(" and "))
            if ((key, bound) is not (("environments", "1") or ("rho-bar", "0.001") or ("c-bar", "1e6") or ("horizon", "1" or "1e6") or ("initial-log-deviation", "5") or ("log-deviation-floor", "5") or ("log-deviation-ceiling", "-5") or ("dual-clip", "1")))
                setting.Apply(options, bound).Validate();
    }

    public static TheoryData<object> Records =>
    [
        new TrainingOptions { Environment = "cartpole", Rule = "fixpo" }, new RunOptions { Training = new() { Environment = "cartpole", Rule = "fixpo" } }, new EstimatorOptions(),
        new NetworkOptions(), new OptimizationOptions(), new PpoOptions(), new DpoOptions(), new PenaltyOptions(), new RegionOptions(), new ProjectionOptions(), new VMpoOptions(),
        new NaturalGradientOptions(), new SearchOptions(), new WorkerOptions(),
    ];

    /// <summary>By the type of a number, one that is in no range.</summary>
    private static readonly Dictionary<Type, object> Outside = new()
    {
        [typeof(double)] = double.NaN, [typeof(Schedule)] = Schedule.Constant(double.NaN), [typeof(int)] = int.MinValue, [typeof(long)] = long.MinValue,
    };

    // A record checks itself, for whoever makes one in C#, and lies in a layer that does not know the table: so the range of a number stands in both.
    [Theory]
    [MemberData(nameof(Records))]
    public void The_range_of_every_number_is_that_of_the_table(object record)
    {
        foreach (PropertyInfo property in record.GetType().GetProperties().Where(property => property.SetMethod is not null))
        {
            object? outside = Outside.GetValueOrDefault(property.PropertyType);
            if (outside is null)
                continue;
            object changed = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
            property.SetValue(changed, outside);
            var refused = Assert.Throws<TargetInvocationException>(() => changed.GetType().GetMethod("Validate", [])!.Invoke(changed, null));
            OptionException exception = Assert.IsType<OptionException>(refused.InnerException);
            Assert.Equal((property.Name, Bounds(Settings.Find(exception.Option).Legal)), (property.Name, Bounds(exception.Message)));
        }

        static (double Low, double High) Bounds(string sentence)
        {
            Match between = Regex.Match(sentence, @"between (\S+) and ([^\s,]+?)[.,]?(\s|$)"), least = Regex.Match(sentence, @"at least (\d+)");
            return between.Success ? (Parse(between.Groups[1].Value), Parse(between.Groups[2].Value)) : (Parse(least.Groups[1].Value), int.MaxValue);
        }

        static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>Defaults, with the parts and words that have the setting.</summary>
    private static RunOptions Default(Setting setting) => new() { Training = Candidates().First(setting.AppliesTo) };

    private static IEnumerable<TrainingOptions> Candidates()
    {
        TrainingOptions plain = Default("fixpo").Training;
        foreach (RuleParts parts in Combinations().Concat(Rules.ByGradients.Select(Rules.PartsOf)))
        {
            // V-MPO's settings come with its weights only, which a minibatch's unit does not fit.
            AdvantageUnit unit = parts.Surrogate == Surrogate.WeightedLikelihood ? AdvantageUnit.Batch : AdvantageUnit.Minibatch;
            yield return plain with { Parts = parts, Optimization = plain.Optimization with { AdvantageUnit = unit } };
        }

        foreach (SearchKind method in Enum.GetValues<SearchKind>())
            yield return plain with { Rule = "cem", Search = new SearchOptions { Method = method } };
        yield return plain with { ReturnScaling = ReturnScaling.PopArt };
        yield return plain with { Optimization = plain.Optimization with { Optimizer = Optimizer.RmsProp } };
        foreach (Estimator estimator in Enum.GetValues<Estimator>())
            yield return plain with { Estimator = plain.Estimator with { Estimator = estimator } };
    }

    private static IEnumerable<RuleParts> Combinations()
    {
        foreach (SolverKind solver in Enum.GetValues<SolverKind>().Where(solver => solver != SolverKind.Search))
            foreach (NeighbourhoodKind neighbourhood in Enum.GetValues<NeighbourhoodKind>())
                foreach (PenaltyKind penalty in Enum.GetValues<PenaltyKind>().Where(penalty => penalty != PenaltyKind.Decoupled))
                    foreach (DriftKind drift in Enum.GetValues<DriftKind>())
                        yield return new RuleParts { Solver = solver, Neighbourhood = neighbourhood, Penalty = penalty, Drift = drift };
    }

    private static RunOptions Default(string rule) => new() { Training = new TrainingOptions { Environment = "cartpole", Rule = rule } };
}
