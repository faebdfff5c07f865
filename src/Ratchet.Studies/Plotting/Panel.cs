namespace Ratchet.Studies.Plotting;

/// <summary>One plot of a figure: <see cref="LinePanel"/>, <see cref="BarPanel"/>, <see cref="StackPanel"/>, <see cref="HeatMapPanel"/>, <see cref="MatrixPanel"/> or <see cref="ScatterPanel"/>.</summary>
public abstract record Panel
{
    private protected Panel()
    {
    }

    /// <summary>What stands above the plot; empty for none.</summary>
    public string Title { get; init; } = "";
}
