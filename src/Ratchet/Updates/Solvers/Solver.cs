namespace Ratchet.Updates.Solvers;

/// <summary>Seeks the maximum of an objective over one batch, within a neighbourhood.</summary>
internal abstract class Solver
{
    /// <summary>γ of the present update's steps of Adam.</summary>
    public double LearningRate { get; set; }

    /// <summary>Endless: yields true after each slice of an update and false when the update is done.</summary>
    public abstract IEnumerator<bool> Run();
}
