namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// Collects the accounts and apps that are in the same rows as the grants. A record is returned when it is new or when a row has more
/// values for it than earlier rows; a value that a later row leaves out is kept.
/// </summary>
internal sealed class MappedRoster(MappedValues values)
{
    private readonly Dictionary<string, Seen<UserRecord>> users = new(TextHash.Comparer.Instance);
    private readonly Dictionary<string, Seen<AppRecord>> apps = new(TextHash.Comparer.Instance);

    public UserRecord? NewUser(MappedRow row, string id)
    {
        var fingerprint = Of(
            row,
            MappedField.Email,
            MappedField.DisplayName,
            MappedField.AccountStatus,
            MappedField.Manager,
            MappedField.Groups
        );
        var known = users.GetValueOrDefault(id);
        if (known.Record is not null && known.Fingerprint == fingerprint)
            return null;
        var user = new UserRecord(id)
        {
            Email = values.Email(row, MappedField.Email) ?? known.Record?.Email,
            DisplayName = values.Name(row, MappedField.DisplayName) ?? known.Record?.DisplayName,
            Status =
                values.Status(row) is var status && status != AccountStatus.Unknown
                    ? status
                    : known.Record?.Status ?? AccountStatus.Unknown,
            ManagerEmail = values.Email(row, MappedField.Manager) ?? known.Record?.ManagerEmail,
            Groups = values.Groups(row) ?? known.Record?.Groups,
        };
        users[id] = new Seen<UserRecord>(fingerprint, user);
        return user;
    }

    public AppRecord? NewApp(MappedRow row, string id)
    {
        var fingerprint = Of(row, MappedField.AppName, MappedField.Publisher, MappedField.PublisherVerified, MappedField.AppOwner);
        var known = apps.GetValueOrDefault(id);
        if (known.Record is not null && known.Fingerprint == fingerprint)
            return null;
        var app = new AppRecord(id)
        {
            Name = values.Name(row, MappedField.AppName) ?? known.Record?.Name,
            Publisher = values.Name(row, MappedField.Publisher) ?? known.Record?.Publisher,
            PublisherVerified = values.Flag(row, MappedField.PublisherVerified) ?? known.Record?.PublisherVerified,
            OwnerEmail = values.Email(row, MappedField.AppOwner) ?? known.Record?.OwnerEmail,
        };
        apps[id] = new Seen<AppRecord>(fingerprint, app);
        return app;
    }

    private ulong Of(MappedRow row, params ReadOnlySpan<MappedField> fields)
    {
        var fingerprint = 0ul;
        foreach (var field in fields)
            fingerprint = TextHash.Of(values.Text(row, field), fingerprint);
        return fingerprint;
    }

    /// <param name="Fingerprint">Hash of the texts that the record was made from, because most rows repeat them.</param>
    private readonly record struct Seen<T>(ulong Fingerprint, T? Record)
        where T : class;
}
