namespace Ratchet.Studies.Findings;

/// <summary>What the doctor found in a run: what is so, with its numbers, and what mends it.</summary>
/// <param name="Name">A short name in lower case with dashes, such as <c>entropy-collapse</c>: the same fault has the same name in every run.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Sentence">What was found, in one sentence with its numbers.</param>
/// <param name="Mend">What to do, in one sentence; with a command or a setting where there is one.</param>
/// <param name="Evidence">The numbers that it rests on, each by the name of its curve.</param>
public sealed record Finding(string Name, FindingSeverity Severity, string Sentence, string Mend, IReadOnlyList<FindingEvidence> Evidence);

/// <summary>A number that a finding rests on.</summary>
/// <param name="Metric">Its name in <c>metrics.jsonl</c>: the curve to look at.</param>
/// <param name="Value">The number as the finding's sentence uses it, which may be a mean or a share over several lines; NaN where the line had none.</param>
/// <param name="Step">The environment step of the last line that it comes from.</param>
public sealed record FindingEvidence(string Metric, double Value, long Step);
