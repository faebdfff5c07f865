using System.Globalization;

namespace Ratchet.Updates.Penalties;

/// <summary>
/// A variable of a dual problem: V-MPO's temperature η and its multipliers α, FixPO's β. It is minimised by an Adam of its own (Kingma and Ba 2015, the
/// usual β1 = 0.9, β2 = 0.999, ε = 1e-8) and projected to its interval after every step.
/// </summary>
/// <param name="initial">Its value at the start, within the interval.</param>
/// <param name="least">What it never falls below.</param>
/// <param name="greatest">What it never rises above.</param>
/// <param name="name">How errors name it.</param>
internal sealed class DualVariable(double initial, double least = DualVariable.Floor, double greatest = double.PositiveInfinity, string name = "a dual variable")
{
    /// <summary>What V-MPO's variables never fall below (Song et al. 2019, §3.2).</summary>
    public const double Floor = 1e-8;

    /// <summary>How many doubles <see cref="Save"/> writes.</summary>
    public const int StateSize = 5;

    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double AdamEpsilon = 1e-8;

    private double _firstMoment;
    private double _secondMoment;
    private double _power1 = 1;
    private double _power2 = 1;

    /// <summary>The variable.</summary>
    public double Value { get; private set; } = initial;

    /// <summary>One step of Adam down the slope of its loss.</summary>
    /// <param name="slope">The derivative of the loss at <see cref="Value"/>.</param>
    /// <param name="learningRate">Adam's step.</param>
    /// <exception cref="NonFiniteException">The slope is no number.</exception>
    public void Step(double slope, double learningRate)
    {
        if (!double.IsFinite(slope))
            throw new NonFiniteException(string.Create(CultureInfo.InvariantCulture, $"the slope of {name} is {slope}")) { Stage = UpdateStage.Dual };
        _power1 *= Beta1;
        _power2 *= Beta2;
        _firstMoment = (Beta1 * _firstMoment) + ((1 - Beta1) * slope);
        _secondMoment = (Beta2 * _secondMoment) + ((1 - Beta2) * slope * slope);
        double root = Math.Sqrt(_secondMoment / (1 - _power2));
        double next = Value - (learningRate * (_firstMoment / (1 - _power1)) / (root + AdamEpsilon));
        Value = next < least ? least : next > greatest ? greatest : next;
    }

    /// <summary>Writes the value and its moments.</summary>
    public void Save(Span<double> state) =>
        (state[0], state[1], state[2], state[3], state[4]) = (Value, _firstMoment, _secondMoment, _power1, _power2);

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    public void Load(ReadOnlySpan<double> state) =>
        (Value, _firstMoment, _secondMoment, _power1, _power2) = (state[0], state[1], state[2], state[3], state[4]);
}
