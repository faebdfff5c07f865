using System.Globalization;
using System.Numerics;

namespace Ratchet.Environments;

/// <summary>A look at what an <see cref="IVectorEnvironment"/> is given, before any simulator moves: one wording for all of them.</summary>
public static class VectorArguments
{
    /// <summary>Refuses a block of memory that does not hold its rows.</summary>
    /// <param name="found">Its length.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="size">Values in a row.</param>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="ArgumentException">It is shorter or longer.</exception>
    public static void RequireRows(int found, int rows, int size, string name)
    {
        if (found != rows * size)
            throw new ArgumentException($"{name} needs {rows} rows of {size}, {rows * size} values; found {found}.");
    }

    /// <summary>Refuses arguments of <see cref="IVectorEnvironment.Step"/> that do not hold their rows, and actions that are none of the action space.</summary>
    /// <exception cref="ArgumentException">The first that is wrong.</exception>
    public static void RequireStep(
        IVectorEnvironment environment,
        ReadOnlySpan<float> actions,
        ReadOnlySpan<float> observations,
        ReadOnlySpan<float> rewards,
        ReadOnlySpan<bool> terminated,
        ReadOnlySpan<bool> truncated,
        ReadOnlySpan<float> finalObservations)
    {
        ArgumentNullException.ThrowIfNull(environment);
        int rows = environment.Count, observationSize = environment.ObservationSpace.Size;
        RequireRows(actions.Length, rows, environment.ActionSpace.Size, nameof(actions));
        RequireRows(observations.Length, rows, observationSize, nameof(observations));
        RequireRows(rewards.Length, rows, 1, nameof(rewards));
        RequireRows(terminated.Length, rows, 1, nameof(terminated));
        RequireRows(truncated.Length, rows, 1, nameof(truncated));
        RequireRows(finalObservations.Length, rows, observationSize, nameof(finalObservations));
        RequireActions(actions, environment.ActionSpace);
    }

    /// <summary>Many at a time, and one by one only where that finds some.</summary>
    private static void RequireActions(ReadOnlySpan<float> actions, Space space)
    {
        if (space is MultiDiscreteSpace or MultiBinarySpace)
        {
            RequireEachChoice(actions, space);
            return;
        }

        var discrete = space as DiscreteSpace;
        int whole = actions.Length - (actions.Length % Vector<float>.Count);
        for (int i = 0; i < whole; i += Vector<float>.Count)
            if (!AreOf(new Vector<float>(actions[i..]), discrete))
                RequireEach(actions, i, i + Vector<float>.Count, space.Size, discrete);
        RequireEach(actions, whole, actions.Length, space.Size, discrete);
    }

    private static bool AreOf(Vector<float> actions, DiscreteSpace? discrete) => discrete is null
        ? Vector.LessThanOrEqualAll(Vector.Abs(actions), new Vector<float>(float.MaxValue))
        : Vector.EqualsAll(Vector.Floor(actions), actions)
            && Vector.GreaterThanOrEqualAll(actions, Vector<float>.Zero) && Vector.LessThanAll(actions, new Vector<float>(discrete.Count));

    private static void RequireEachChoice(ReadOnlySpan<float> actions, Space space)
    {
        for (int i = 0; i < actions.Length; i++)
        {
            int entry = i % space.Size, choices = space.ChoicesOf(entry);
            if (!((int)actions[i] == actions[i] && (uint)(int)actions[i] < (uint)choices))
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"Entry {entry} of the action for environment {i / space.Size} is {actions[i]}; expected a whole number from 0 to {choices - 1}."));
        }
    }

    private static void RequireEach(ReadOnlySpan<float> actions, int first, int end, int size, DiscreteSpace? discrete)
    {
        for (int i = first; i < end; i++)
        {
            if (discrete is not null)
                discrete.ToIndex([actions[i]]);
            else if (!float.IsFinite(actions[i]))
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"Entry {i % size} of the action for environment {i / size} is {actions[i]}; expected a finite number."));
        }
    }
}
