using OAuthAttest.Evidence;

namespace OAuthAttest.Revocations.Executing;

/// <summary>The audit entries of an item: what was meant at the provider, and what is so now.</summary>
internal static class ItemEvidence
{
    public static AuditEntry Of(string kind, RevocationWork work, WorklistItem after)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["app"] = work.ClientId,
            ["approvedBy"] = after.ApprovedBy,
            ["attempt"] = after.Attempts,
            ["from"] = work.Item.State,
            ["grant"] = work.GrantId,
            ["problem"] = after.Problem,
            ["provider"] = after.Provider.ToString(),
            ["removed"] = after.Removed,
            ["round"] = after.Round,
            ["state"] = after.State,
            ["tokensUntil"] = after.TokensUntil,
        };
        if (after.WithoutScopes is { } without)
            data["without"] = without;
        return new AuditEntry(kind, work.Subject, "system", data);
    }
}
