namespace Ratchet.Environments.Drawing;

/// <summary>
/// What a shape is painted with: names, not colours, so that one drawing suits a light page and a dark one. The hues are those of Okabe and Ito, which
/// colour-blind people tell apart.
/// </summary>
public enum Paint
{
    /// <summary>Not painted.</summary>
    None,

    /// <summary>As text: dark on a light page, light on a dark one.</summary>
    Ink,

    /// <summary>As the page.</summary>
    Paper,

    /// <summary>For what stands still.</summary>
    Grey,

    /// <summary>Between <see cref="Grey"/> and <see cref="Paper"/>: for the background.</summary>
    Faint,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Light blue.</summary>
    Sky,

    /// <summary>Bluish green.</summary>
    Green,

    /// <summary>Yellow.</summary>
    Yellow,

    /// <summary>Orange.</summary>
    Orange,

    /// <summary>Vermilion.</summary>
    Red,

    /// <summary>Reddish purple.</summary>
    Purple,
}
