namespace Ratchet.Dashboard.Serving;

/// <summary>A request that cannot be answered.</summary>
/// <param name="status">The status of HTTP.</param>
/// <param name="sentence">Why, in one sentence.</param>
internal sealed class RefusalException(int status, string sentence) : Exception(sentence)
{
    public int Status { get; } = status;
}
