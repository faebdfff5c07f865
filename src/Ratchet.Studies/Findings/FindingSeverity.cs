namespace Ratchet.Studies.Findings;

/// <summary>How much a finding matters; greater is worse.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Note,

    /// <summary>Something that usually costs return or time.</summary>
    Warning,

    /// <summary>Something is broken: the run's result cannot be trusted, or there is none.</summary>
    Fault,
}
