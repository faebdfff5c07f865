namespace Ratchet.BlackBox.Methods;

/// <summary>What the settings of all searches have.</summary>
internal interface ISearchOptions
{
    /// <summary>Checks every field.</summary>
    void Validate();
}
