using Ratchet.Environments.Drawing;

namespace Ratchet.Environments.MinAtar;

/// <summary>How a channel of the observation looks to a reader.</summary>
/// <param name="Channel">Its number.</param>
/// <param name="Name">In the legend.</param>
/// <param name="Paint">Of its cells.</param>
internal readonly record struct Mark(int Channel, string Name, Paint Paint);
