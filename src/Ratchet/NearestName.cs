namespace Ratchet;

/// <summary>Finds what a misspelt name was meant to be.</summary>
public static class NearestName
{
    /// <summary>
    /// The known name with the smallest edit distance (insertions, deletions and substitutions, ignoring case; the first of equals), or
    /// null when more than a third of the letters, and more than two, would have to change.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        string? nearest = null;
        int smallest = Math.Max(2, name.Length / 3) + 1;
        foreach (string candidate in known)
        {
            int distance = EditDistance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < smallest)
                (nearest, smallest) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>Levenshtein's distance by dynamic programming, one row at a time: row[j] is the distance of the prefixes a[..i] and b[..j].</summary>
    private static int EditDistance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
