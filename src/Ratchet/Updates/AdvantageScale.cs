namespace Ratchet.Updates;

/// <summary>The unit in which an objective sees advantages: (A − Mean) · Inverse.</summary>
internal readonly record struct AdvantageScale(float Mean, float Inverse)
{
    /// <summary>As they are.</summary>
    public static AdvantageScale Raw => new(0f, 1f);

    /// <summary>An advantage in this unit.</summary>
    public float Apply(float advantage) => (advantage - Mean) * Inverse;
}
