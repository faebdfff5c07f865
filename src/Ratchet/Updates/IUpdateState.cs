namespace Ratchet.Updates;

/// <summary>A part of a rule that remembers something from one update to the next: it belongs into the checkpoint.</summary>
internal interface IUpdateState
{
    /// <summary>How many doubles <see cref="Save"/> writes.</summary>
    int StateSize { get; }

    /// <summary>Writes the state.</summary>
    void Save(Span<double> state);

    /// <summary>Restores the state.</summary>
    void Load(ReadOnlySpan<double> state);
}
