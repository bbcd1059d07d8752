namespace OAuthAttest.Configuration;

/// <summary>Finds the known name that a misspelt one probably means.</summary>
internal static class NearestName
{
    /// <summary>The nearest of the names, if its edit distance is small for its length; null when none is near.</summary>
    public static string? Find(string text, IEnumerable<string> names) => names
        .Select(name => (Name: name, Slips: Slips(text.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(candidate => candidate.Slips <= Math.Max(1, candidate.Name.Length / 4))
        .OrderBy(candidate => candidate.Slips)
        .Select(candidate => candidate.Name)
        .FirstOrDefault();

    /// <summary>As <see cref="Find"/>, and also a name that begins with the text, or with which the text begins.</summary>
    public static string? FindAlsoByBeginning(string text, IReadOnlyCollection<string> names) => Find(text, names)
        ?? names.FirstOrDefault(name => Math.Min(name.Length, text.Length) > 3
            && (name.StartsWith(text, StringComparison.OrdinalIgnoreCase) || text.StartsWith(name, StringComparison.OrdinalIgnoreCase)));

    // The number of letters to insert, delete, replace, or swap with the next (optimal string alignment distance).
    private static int Slips(string from, string to)
    {
        var cost = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            cost[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            cost[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var exchanged = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(exchanged, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[from.Length, to.Length];
    }
}
