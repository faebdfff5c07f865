namespace Ratchet.Dashboard.Index;

/// <summary>What a run is doing, as far as its files tell.</summary>
internal enum RunStatus
{
    /// <summary>It has no line of metrics yet.</summary>
    Waiting,

    /// <summary>Its metrics grew within the time that a few of its lines take.</summary>
    Running,

    /// <summary>Its metrics have not grown for longer, and do not say that it is finished.</summary>
    Stopped,

    /// <summary>Its last line says so.</summary>
    Finished,

    /// <summary>A file of it cannot be read; the row says which.</summary>
    Damaged,
}
