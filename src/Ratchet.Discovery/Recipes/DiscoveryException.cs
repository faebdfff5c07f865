namespace Ratchet.Discovery.Recipes;

/// <summary>A recipe or a search is not what it must be; the message names file and field, what was found and what would be right.</summary>
public sealed class DiscoveryException : Exception
{
    /// <summary>An error.</summary>
    public DiscoveryException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public DiscoveryException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
