using System.Text;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Updates.Rules;

namespace Ratchet.Training;

/// <summary>What is known of a rule before it runs.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Parts">What it is made of, in the words of the settings.</param>
/// <param name="Soundness">How far theory covers it, and what each update promises.</param>
/// <param name="Refusals">Why it is refused, a sentence each; empty for a rule that trains.</param>
/// <param name="Warnings">What is hardly meant, a sentence each.</param>
public sealed record RuleReport(
    string Rule, IReadOnlyList<KeyValuePair<string, string>> Parts, Soundness Soundness, IReadOnlyList<string> Refusals, IReadOnlyList<string> Warnings)
{
    /// <summary>Whether a training refuses it.</summary>
    public bool IsRefused => Refusals.Count > 0;

    /// <summary>A line for each part, reason, promise, warning and refusal.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Rule}: {string.Join(", ", Parts.Select(part => $"{part.Key} {part.Value}"))}\n");
        text.Append(ClassText).Append(":\n");
        foreach (SoundnessReason reason in Soundness.Reasons)
            text.Append(Mark(reason.Class)).Append(reason.Text).Append('\n');
        text.Append(PromiseText);
        foreach (string warning in Warnings)
            text.Append("\nwarning: ").Append(warning);
        foreach (string refusal in Refusals)
            text.Append("\nerror: ").Append(refusal);
        return text.ToString();
    }

    private string ClassText => Soundness.Class switch
    {
        SoundnessClass.MirrorLearning => "an instance of mirror learning",
        SoundnessClass.OneStepImprovement => "one-step improvement only",
        _ => "not covered by mirror learning",
    };

    private string PromiseText => Soundness switch
    {
        { Promises.Count: > 0 } => $"promised after every update: {string.Join("; ", Soundness.Promises)}",
        { IsAudited: true } => "promised: nothing; the KL is audited and logged all the same",
        _ => "promised: nothing; a search has no update whose KL could be audited",
    };

    private static string Mark(SoundnessClass of) => of switch
    {
        SoundnessClass.MirrorLearning => "  + ",
        SoundnessClass.OneStepImprovement => "  ~ ",
        _ => "  - ",
    };
}

/// <summary>Judges a rule and its settings before anything is trained.</summary>
public static class RuleCheck
{
    /// <summary>Looks at a rule as the options set it.</summary>
    /// <param name="options">The rule, its parts and their settings.</param>
    /// <param name="actions">The action space, for what depends on the policy's distribution; null to leave that out.</param>
    /// <exception cref="OptionException">A formula can't be read.</exception>
    public static RuleReport Run(TrainingOptions options, Space? actions = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var run = new RunOptions { Training = options };
        return new RuleReport(
            options.Rule,
            [.. Settings.All.Where(setting => setting.IsPart).Select(setting => KeyValuePair.Create(setting.Key, setting.Read(run)))],
            Soundness.Of(options.Update, options.Estimator, options.Discount),
            [.. Refusals(options, actions).Distinct(StringComparer.Ordinal)],
            [.. Combinations.Warnings(options)]);
    }

    private static IEnumerable<string> Refusals(TrainingOptions options, Space? actions)
    {
        foreach (OptionException refusal in Combinations.Refusals(options))
            yield return refusal.Message;
        if (actions is not null)
            foreach (OptionException refusal in Combinations.Refusals(options, ActionDistributions.Create(options.Network.Distribution, actions)))
                yield return refusal.Message;
        if (Invalid(options) is { } message)
            yield return message;
    }

    private static string? Invalid(TrainingOptions options)
    {
        try
        {
            options.Validate();
            return null;
        }
        catch (OptionException exception)
        {
            return exception.Message;
        }
    }
}
