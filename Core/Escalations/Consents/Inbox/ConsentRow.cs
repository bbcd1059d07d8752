namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>Between a row and the facts it stands for.</summary>
internal static class ConsentRow
{
    public static ConsentEvent Facts(this ConsentRecord row) => new()
    {
        Source = row.Source,
        EventKey = row.EventKey,
        Provider = row.Provider,
        OccurredAt = row.OccurredAt,
        Who = new ConsentingPerson(row.PersonExternalId, row.PersonEmail, row.PersonName),
        App = new ConsentedApp(row.ClientId, row.AppName, row.Publisher, row.IsPublisherVerified, row.AppRegisteredAt),
        Scopes = row.Scopes,
        ConsentType = row.ConsentType,
        IsAdminConsent = row.IsAdminConsent,
        Tenant = row.Tenant,
        IpAddress = row.IpAddress,
        UserAgent = row.UserAgent,
        IsPushExpected = row.IsPushExpected,
    };

    public static void Take(this ConsentRecord row, ConsentEvent facts)
    {
        row.Provider = facts.Provider;
        row.OccurredAt = facts.OccurredAt;
        row.PersonExternalId = facts.Who.ExternalId;
        row.PersonEmail = facts.Who.Email;
        row.PersonName = facts.Who.Name;
        row.ClientId = facts.App.ClientId;
        row.AppName = facts.App.Name;
        row.Publisher = facts.App.Publisher;
        row.IsPublisherVerified = facts.App.IsPublisherVerified;
        row.AppRegisteredAt = facts.App.RegisteredAt;
        if (!facts.Scopes.SequenceEqual(row.Scopes, StringComparer.Ordinal))
            row.Scopes = [.. facts.Scopes];
        row.ConsentType = facts.ConsentType;
        row.IsAdminConsent = facts.IsAdminConsent;
        row.Tenant = facts.Tenant;
        row.IpAddress = facts.IpAddress;
        row.UserAgent = facts.UserAgent;
        row.IsPushExpected = facts.IsPushExpected;
    }
}
