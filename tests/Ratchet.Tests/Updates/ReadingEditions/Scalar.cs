namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>
/// A number that remembers what it was computed from, so that a loss is written as its formula and differentiated by the chain rule: with
/// y = f(…, x, …), ∂L/∂x = Σ ∂L/∂y · ∂y/∂x over all y that x went into (Rumelhart, Hinton, Williams 1986).
/// </summary>
internal sealed class Scalar(double value, params (Scalar From, double Slope)[] parents)
{
    private readonly (Scalar From, double Slope)[] _parents = parents;
    private double _adjoint;
    private bool _visited;

    public double Value { get; } = value;

    public static implicit operator Scalar(double value) => new(value);

    public static Scalar operator +(Scalar a, Scalar b) => new(a.Value + b.Value, (a, 1), (b, 1));

    public static Scalar operator -(Scalar a, Scalar b) => new(a.Value - b.Value, (a, 1), (b, -1));

    public static Scalar operator -(Scalar a) => new(-a.Value, (a, -1));

    public static Scalar operator *(Scalar a, Scalar b) => new(a.Value * b.Value, (a, b.Value), (b, a.Value));

    public static Scalar operator /(Scalar a, Scalar b) => new(a.Value / b.Value, (a, 1 / b.Value), (b, -a.Value / (b.Value * b.Value)));

    public static Scalar Exp(Scalar x) => new(Math.Exp(x.Value), (x, Math.Exp(x.Value)));

    public static Scalar Log(Scalar x) => new(Math.Log(x.Value), (x, 1 / x.Value));

    public static Scalar Tanh(Scalar x) => new(Math.Tanh(x.Value), (x, 1 - (Math.Tanh(x.Value) * Math.Tanh(x.Value))));

    public static Scalar Square(Scalar x) => x * x;

    /// <summary>The lesser; it depends on both, on the greater with slope 0.</summary>
    public static Scalar Min(Scalar a, Scalar b) => a.Value <= b.Value ? new(a.Value, (a, 1), (b, 0)) : new(b.Value, (a, 0), (b, 1));

    /// <summary>The greater; it depends on both, on the lesser with slope 0.</summary>
    public static Scalar Max(Scalar a, Scalar b) => -Min(-a, -b);

    public static Scalar Clip(Scalar x, double low, double high) => Max(Min(x, high), low);

    public static Scalar Sum(IEnumerable<Scalar> terms)
    {
        Scalar[] all = [.. terms];
        return new Scalar(all.Sum(term => term.Value), Array.ConvertAll(all, term => (term, 1.0)));
    }

    public static Scalar Mean(IReadOnlyCollection<Scalar> terms) => Sum(terms) / terms.Count;

    /// <summary>Numbers to differentiate by.</summary>
    public static Scalar[] Variables(double[] values) => Array.ConvertAll(values, value => new Scalar(value));

    /// <summary>The derivatives of this number in some variables; null where it does not depend on one at all.</summary>
    public double?[] Gradient(Scalar[] variables)
    {
        var order = new List<Scalar>();
        Visit(order);
        foreach (Scalar scalar in order)
            scalar._adjoint = 0;
        _adjoint = 1;
        for (int i = order.Count - 1; i >= 0; i--)
            foreach ((Scalar from, double slope) in order[i]._parents)
                from._adjoint += order[i]._adjoint * slope;
        double?[] gradient = Array.ConvertAll(variables, variable => variable._visited ? variable._adjoint : (double?)null);
        foreach (Scalar scalar in order)
            scalar._visited = false;
        return gradient;
    }

    /// <summary>Appends this number after all that it was computed from.</summary>
    private void Visit(List<Scalar> order)
    {
        if (_visited)
            return;
        _visited = true;
        foreach ((Scalar from, _) in _parents)
            from.Visit(order);
        order.Add(this);
    }
}
