using System.Globalization;

namespace Ratchet.Environments;

/// <summary>
/// The border between a simulator's doubles and the policy's floats, at which every number is checked: one wording for whoever steps
/// simulators. An error's message is the rest of a sentence that <see cref="Describe"/> begins.
/// </summary>
public static class SimulatorBorder
{
    /// <summary>An observation as floats.</summary>
    public static void Convert(ReadOnlySpan<double> observation, Span<float> target)
    {
        if (observation.Length != target.Length)
            throw WrongSize(observation.Length, target.Length);
        for (int i = 0; i < observation.Length; i++)
        {
            target[i] = (float)observation[i];
            if (!float.IsFinite(target[i]))
                throw NotFinite(observation[i], $"observation entry {i}");
        }
    }

    /// <summary>Copies the mask of the valid actions after a look at it.</summary>
    public static void CopyMask(ReadOnlySpan<bool> valid, Span<bool> mask)
    {
        if (valid.Length != mask.Length)
            throw new EnvironmentException($"returned an action mask of {valid.Length} entries; it has {mask.Length} actions");
        if (!valid.Contains(true))
            throw new EnvironmentException("returned an action mask that forbids every action; at least one must be valid");
        valid.CopyTo(mask);
    }

    /// <summary>The error for an observation of another size than its space.</summary>
    public static EnvironmentException WrongSize(int found, int size) =>
        new($"returned {found} {(found == 1 ? "number" : "numbers")}; its observation space has {size}");

    /// <summary>The error for a number that is no finite float.</summary>
    public static EnvironmentException NotFinite(double value, string place) => new(string.Create(
        CultureInfo.InvariantCulture, $"returned {value} in {place}; expected {(double.IsFinite(value) ? "numbers within single precision" : "finite numbers")}"));

    /// <summary>A failure with the name of the task, the instance or episode, and the step of its episode (0 is the reset).</summary>
    public static EnvironmentException Describe(EnvironmentDefinition definition, string instance, int step, Exception exception)
    {
        string what = exception is EnvironmentException ? exception.Message : $"threw {exception.GetType().Name}: {exception.Message}";
        string when = step == 0 ? "reset" : string.Create(CultureInfo.InvariantCulture, $"step {step}");
        return new EnvironmentException($"environment '{definition.Name}' ({instance}, {when}) {what}", exception);
    }
}
