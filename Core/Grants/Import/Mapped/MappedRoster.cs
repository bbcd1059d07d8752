namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// The accounts and apps that stand beside the grants, row by row. One is handed on when it is new or when a row tells more
/// of it than the rows before: a fact that a later row leaves out stays.
/// </summary>
internal sealed class MappedRoster(MappedValues values)
{
    private readonly Dictionary<string, Seen<UserRecord>> users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Seen<AppRecord>> apps = new(StringComparer.Ordinal);

    public UserRecord? NewUser(MappedRow row, string id, string? email)
    {
        var texts = new HashCode();
        Add(ref texts, row, MappedField.Email, MappedField.DisplayName, MappedField.AccountStatus, MappedField.Manager, MappedField.Groups);
        if (values.List(row, MappedField.Groups) is { } groups)
            texts.Add(string.Join('\n', groups));
        var fingerprint = texts.ToHashCode();
        var known = users.GetValueOrDefault(id);
        if (known.Record is not null && known.Fingerprint == fingerprint)
            return null;
        var user = new UserRecord(id)
        {
            Email = email ?? known.Record?.Email,
            DisplayName = values.Name(row, MappedField.DisplayName) ?? known.Record?.DisplayName,
            Status = values.Status(row) is var status && status != AccountStatus.Unknown ? status : known.Record?.Status ?? AccountStatus.Unknown,
            ManagerEmail = values.Email(row, MappedField.Manager) ?? known.Record?.ManagerEmail,
            Groups = values.Groups(row) ?? known.Record?.Groups,
        };
        users[id] = new Seen<UserRecord>(fingerprint, user);
        return user;
    }

    public AppRecord? NewApp(MappedRow row, string id)
    {
        var texts = new HashCode();
        Add(ref texts, row, MappedField.AppName, MappedField.Publisher, MappedField.PublisherVerified, MappedField.AppOwner);
        var fingerprint = texts.ToHashCode();
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

    private void Add(ref HashCode texts, MappedRow row, params ReadOnlySpan<MappedField> fields)
    {
        foreach (var field in fields)
            texts.Add(string.GetHashCode(values.Text(row, field), StringComparison.Ordinal));
    }

    /// <param name="Fingerprint">Of the texts the record was made from; most rows repeat them.</param>
    private readonly record struct Seen<T>(int Fingerprint, T? Record)
        where T : class;
}
