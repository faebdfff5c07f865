namespace Ratchet.Studies.Comparisons;

/// <summary>How far a run has come.</summary>
public enum RunState
{
    /// <summary>It has the steps compared.</summary>
    Complete,

    /// <summary>It has fewer steps, and may go on. Its last measurement stands for the steps that it does not have.</summary>
    Unfinished,

    /// <summary>It ended with an error before the steps compared. Its last measurement stands for the steps that it does not have.</summary>
    Failed,
}
