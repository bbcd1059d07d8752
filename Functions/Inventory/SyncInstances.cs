namespace OAuthAttest.Functions.Inventory;

/// <summary>The readable ids of syncs, legal on every storage provider.</summary>
internal static class SyncInstances
{
    /// <summary>Of the timer.</summary>
    public static string Of(string source) => $"inventory-sync-{Legal(source)}";

    /// <summary>Of a campaign that is about to open: another sync of the source may be under way, and is waited for.</summary>
    public static string Of(string campaign, string source) => $"{campaign}-sync-{Legal(source)}";

    private static string Legal(string source) => string.Concat(source.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-'));
}
