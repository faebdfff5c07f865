namespace Ratchet.Studies.Comparisons;

/// <summary>The two returns of a task that stand for 0 and 1.</summary>
/// <param name="Random">Mean return of random actions: 0.</param>
/// <param name="RandomSource">Where it is from: the command that measured it.</param>
/// <param name="Reference">A published mean return: 1.</param>
/// <param name="ReferenceSource">Where it was published, and for how many steps.</param>
public sealed record TaskReference(double Random, string RandomSource, double Reference, string ReferenceSource)
{
    /// <summary>(score − random) / (reference − random). Never a bare ratio to the reference, which an offset of the rewards would change.</summary>
    public double Normalize(double score) => (score - Random) / (Reference - Random);
}
