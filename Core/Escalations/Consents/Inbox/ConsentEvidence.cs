using OAuthAttest.Evidence;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>The audit entries about received consents.</summary>
internal static class ConsentEvidence
{
    // The row has all scopes; the audit log is read by people and lists only so many.
    private const int MostScopes = 100;

    public static AuditEntry Received(DeliveredConsent delivered) =>
        Entry(AuditKinds.ConsentReceived, delivered, delivered.Joined, revision: 1);

    public static AuditEntry Completed(DeliveredConsent delivered, ConsentFacts facts, int revision) =>
        Entry(AuditKinds.ConsentCompleted, delivered, facts, revision);

    /// <summary>The consent told of in <paramref name="delivered"/> was over; the rest of it is <paramref name="next"/>.</summary>
    public static AuditEntry Followed(DeliveredConsent delivered, ConsentRecord next)
    {
        var entry = Entry(AuditKinds.ConsentReceived, delivered, next.Facts, revision: 1);
        return entry with
        {
            Subject = $"consent/{next.Key}",
            Data = new Dictionary<string, object?>(entry.Data, StringComparer.Ordinal)
            {
                ["eventKey"] = next.EventKey,
                ["follows"] = delivered.Key,
            },
        };
    }

    private static AuditEntry Entry(string kind, DeliveredConsent delivered, ConsentFacts facts, int revision)
    {
        var actor = delivered.Arrival == ConsentArrival.Push ? $"push/{delivered.Source.Slug()}" : $"poll/{delivered.Source.Slug()}";
        return new AuditEntry(kind, $"consent/{delivered.Key}", actor, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["eventKey"] = delivered.EventKey,
            ["revision"] = revision,
            ["provider"] = facts.Provider.ToString(),
            ["occurredAt"] = facts.OccurredAt,
            ["personId"] = facts.Who.ExternalId,
            ["personEmail"] = facts.Who.Email,
            ["personKind"] = facts.Who.Kind,
            ["principals"] = facts.Principals.Count > 0 ? facts.Principals.Take(MostScopes).ToList() : null,
            ["clientId"] = facts.App.ClientId,
            ["scopes"] = facts.Scopes.Take(MostScopes).ToList(),
            ["scopeCount"] = facts.Scopes.Count,
            ["earlierScopes"] = facts.EarlierScopes.Count > 0 ? facts.EarlierScopes.Take(MostScopes).ToList() : null,
            ["consentType"] = facts.ConsentType,
            ["adminConsent"] = facts.IsAdminConsent,
            ["tenant"] = facts.Tenant,
        });
    }
}
