using System.Globalization;

namespace Ratchet.Numerics;

/// <summary>
/// A number that may change in the course of a run. As text:
/// <code>
/// 3e-4                        stays
/// linear(3e-4, 0)             a (1 − p) + b p, p the share of the run that is done
/// linear(3e-4, 0, 12.3e6)     the same, p the share of so many environment steps; b from there on
/// exponential(0.1, 0.01)      a (b/a)^p, both positive; a length may follow here too
/// piecewise(0.1, 5e5: 0.03)   the first value; from 500,000 environment steps on the second; and so on
/// </code>
/// The number of an iteration is that at its beginning.
/// </summary>
public abstract record Schedule
{
    private Schedule()
    {
    }

    /// <summary>The least value.</summary>
    public abstract double Least { get; }

    /// <summary>The greatest value.</summary>
    public abstract double Greatest { get; }

    /// <summary>Whether it never changes.</summary>
    public bool IsConstant => this is Stays;

    /// <summary>A number that stays.</summary>
    public static implicit operator Schedule(double value) => Constant(value);

    /// <summary>A number that stays.</summary>
    public static Schedule Constant(double value) => new Stays(value);

    /// <summary>From one number to another in a straight line.</summary>
    /// <param name="start">At the beginning.</param>
    /// <param name="end">At the end.</param>
    /// <param name="steps">After how many environment steps; 0 for the whole run.</param>
    public static Schedule Linear(double start, double end, double steps = 0) => new Falls(start, end, steps);

    /// <summary>From one positive number to another by equal factors.</summary>
    /// <inheritdoc cref="Linear"/>
    public static Schedule Exponential(double start, double end, double steps = 0) =>
        start > 0 && end > 0 ? new Decays(start, end, steps) : throw new ArgumentException($"An exponential schedule goes between positive numbers; found {start} and {end}.");

    /// <summary>Steps from number to number.</summary>
    /// <param name="first">The first.</param>
    /// <param name="later">The others, each from so many environment steps on, in ascending order.</param>
    public static Schedule Piecewise(double first, params (double Step, double Value)[] later)
    {
        ArgumentNullException.ThrowIfNull(later);
        double last = 0;
        foreach ((double step, _) in later)
            last = step > last ? step : throw new ArgumentException($"The steps of a piecewise schedule ascend from above 0; found {step} after {last}.");
        return new Jumps(first, [.. later]);
    }

    /// <summary>The number at a time.</summary>
    public abstract double At(RunClock clock);

    /// <summary>The schedule with every value multiplied by a number above 0.</summary>
    public abstract Schedule Times(double factor);

    /// <summary>Reads the text of a schedule.</summary>
    /// <returns>Null when it is none.</returns>
    public static Schedule? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (TryNumber(text, out double value))
            return Constant(value);
        int open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !text.EndsWith(')'))
            return null;
        string[] arguments = text[(open + 1)..^1].Split(',');
        return text[..open].Trim() switch
        {
            "linear" => ParseLine(arguments, Linear),
            "exponential" => ParseLine(arguments, (start, end, steps) => start > 0 && end > 0 ? Exponential(start, end, steps) : null),
            "piecewise" => ParsePieces(arguments),
            _ => null,
        };
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public sealed override string ToString() => Write();

    private protected abstract string Write();

    private static Schedule? ParseLine(string[] arguments, Func<double, double, double, Schedule?> make)
    {
        double steps = 0;
        return arguments.Length is 2 or 3 && TryNumber(arguments[0], out double start) && TryNumber(arguments[1], out double end)
            && (arguments.Length == 2 || (TryNumber(arguments[2], out steps) && steps > 0))
            ? make(start, end, steps)
            : null;
    }

    private static Schedule? ParsePieces(string[] arguments)
    {
        if (!TryNumber(arguments[0], out double first))
            return null;
        var later = new (double, double)[arguments.Length - 1];
        double last = 0;
        for (int i = 0; i < later.Length; i++)
        {
            string[] sides = arguments[i + 1].Split(':');
            if (sides.Length != 2 || !TryNumber(sides[0], out double step) || !TryNumber(sides[1], out double value) || !(step > last))
                return null;
            later[i] = (last = step, value);
        }

        return Piecewise(first, later);
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static string Length(double steps) => steps > 0 ? $", {NumberText.Of(steps)}" : "";

    /// <summary>What rounding may carry out of the range that was checked.</summary>
    private double Bounded(double value) => value < Least ? Least : value > Greatest ? Greatest : value;

    private static double Share(RunClock clock, double steps) => steps > 0 ? RunClock.Share(clock.Steps, steps) : clock.Progress;

    private sealed record Stays(double Value) : Schedule
    {
        public override double Least => Value;

        public override double Greatest => Value;

        public override double At(RunClock clock) => Value;

        public override Schedule Times(double factor) => new Stays(factor * Value);

        private protected override string Write() => NumberText.Of(Value);
    }

    private sealed record Falls(double Start, double End, double Steps) : Schedule
    {
        public override double Least => Start < End ? Start : End;

        public override double Greatest => Start < End ? End : Start;

        public override double At(RunClock clock)
        {
            double share = Share(clock, Steps);
            return Bounded((Start * (1 - share)) + (End * share));
        }

        public override Schedule Times(double factor) => new Falls(factor * Start, factor * End, Steps);

        private protected override string Write() => $"linear({NumberText.Of(Start)}, {NumberText.Of(End)}{Length(Steps)})";
    }

    private sealed record Decays(double Start, double End, double Steps) : Schedule
    {
        public override double Least => Start < End ? Start : End;

        public override double Greatest => Start < End ? End : Start;

        public override double At(RunClock clock)
        {
            double share = Share(clock, Steps);
            return share == 1 ? End : Bounded(Start * Real.Exp(share * Real.Log(End / Start)));
        }

        public override Schedule Times(double factor) => new Decays(factor * Start, factor * End, Steps);

        private protected override string Write() => $"exponential({NumberText.Of(Start)}, {NumberText.Of(End)}{Length(Steps)})";
    }

    private sealed record Jumps(double First, (double Step, double Value)[] Later) : Schedule
    {
        public override double Least
        {
            get
            {
                double least = First;
                foreach ((_, double value) in Later)
                    least = double.IsNaN(least) || least < value ? least : value;
                return least;
            }
        }

        public override double Greatest
        {
            get
            {
                double greatest = First;
                foreach ((_, double value) in Later)
                    greatest = double.IsNaN(greatest) || greatest > value ? greatest : value;
                return greatest;
            }
        }

        public override double At(RunClock clock)
        {
            double value = First;
            for (int i = 0; i < Later.Length && Later[i].Step <= clock.Steps; i++)
                value = Later[i].Value;
            return value;
        }

        public override Schedule Times(double factor) => new Jumps(factor * First, Array.ConvertAll(Later, piece => (piece.Step, factor * piece.Value)));

        public bool Equals(Jumps? other) => other is not null && First.Equals(other.First) && Later.AsSpan().SequenceEqual(other.Later);

        public override int GetHashCode() => unchecked((31 * First.GetHashCode()) + Later.Length);

        private protected override string Write() =>
            $"piecewise({NumberText.Of(First)}{string.Concat(Array.ConvertAll(Later, piece => $", {NumberText.Of(piece.Step)}: {NumberText.Of(piece.Value)}"))})";
    }
}
