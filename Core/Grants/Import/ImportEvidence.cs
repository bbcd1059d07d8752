using OAuthAttest.Evidence;

namespace OAuthAttest.Grants.Import;

/// <summary>The audit log entries of an import.</summary>
internal static class ImportEvidence
{
    /// <summary>A folder may hold one file per user: the entry lists this many files by name and only counts the rest.</summary>
    private const int MostNamedFiles = 50;

    public static AuditEntry Of(ImportResult result, string actor)
    {
        var data = Data(result);
        if (result.WasRetired)
            data["wasRetired"] = true;
        return new AuditEntry(AuditKinds.InventoryImported, $"inventory/{result.Source}", actor, data);
    }

    private static Dictionary<string, object?> Data(ImportResult result) =>
        new()
        {
            ["provider"] = result.Provider.ToString(),
            ["files"] = result
                .Files.Take(MostNamedFiles)
                .Select(file => new Dictionary<string, object?>
                {
                    ["name"] = file.Name,
                    ["bytes"] = file.Bytes,
                    ["sha256"] = file.Sha256,
                })
                .ToList(),
            ["fileCount"] = result.Files.Count,
            ["users"] = Counts(result.Users),
            ["apps"] = Counts(result.Apps),
            ["grants"] = Counts(result.Grants),
            ["orphanGrants"] = result.OrphanGrants,
        };

    private static Dictionary<string, object?> Counts(ImportCounts counts) => new()
    {
        ["read"] = counts.Read,
        ["added"] = counts.Added,
        ["changed"] = counts.Changed,
        ["vanished"] = counts.Vanished,
    };
}
