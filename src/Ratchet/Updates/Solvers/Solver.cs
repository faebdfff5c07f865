namespace Ratchet.Updates.Solvers;

/// <summary>Seeks the maximum of an objective over one batch, within a neighbourhood.</summary>
/// <param name="shared">What it shares with the neighbourhood.</param>
internal abstract class Solver(SharedParts shared)
{
    /// <summary>γ of the present update's steps of the optimiser.</summary>
    public double LearningRate { get; set; }

    /// <summary>What it shares with the neighbourhood.</summary>
    protected SharedParts Shared => shared;

    /// <summary>Endless: yields true after each slice of an update and false when the update is done.</summary>
    public abstract IEnumerator<bool> Run();
}
