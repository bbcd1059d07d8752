namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>Turns the rows of a team's own table into records, and reports the position and the problem of each bad value.</summary>
internal sealed class MappedRowParser
{
    private readonly MappedColumns columns;
    private readonly MappedValues values;
    private readonly MappedRoster roster;
    private readonly ProviderName provider;
    private readonly RowErrors errors;
    private readonly ScopeLists scopeLists;
    private readonly TextPool pool = new();

    public MappedRowParser(FieldMapping mapping, IReadOnlyList<string> header, string file, ProviderName provider, RowErrors errors)
    {
        (this.provider, this.errors) = (provider, errors);
        columns = new MappedColumns(mapping, header, file);
        values = new MappedValues(mapping, columns, errors);
        roster = new MappedRoster(values);
        scopeLists = new ScopeLists(mapping.ScopeSeparator);
    }

    /// <summary>The records of one row: the account and the app if they are new, then the grant. Nothing if any value is bad.</summary>
    public void Parse(MappedRow row, List<InventoryRecord> records)
    {
        var before = errors.Count;
        var consent = values.Consent(row);
        var client = Identifier(row, MappedField.ClientId, RecordLimits.ClientId, required: true);
        var account = Account(row, consent);
        var resource = Identifier(row, MappedField.Resource, RecordLimits.Resource, required: false);
        var scopes = Scopes(row);
        var grantedAt = values.Instant(row, MappedField.GrantedAt);
        var lastUsedAt = values.Instant(row, MappedField.LastUsedAt);
        var user = account is null ? null : roster.NewUser(row, account);
        var app = client is null ? null : roster.NewApp(row, client);
        var id = GrantId(row, account, client, resource, consent);
        if (errors.Count != before)
            return;
        if (user is not null)
            records.Add(user);
        if (app is not null)
            records.Add(app);
        records.Add(new GrantRecord
        {
            Origin = row.Origin,
            ExternalId = id!,
            ClientId = client!,
            PrincipalId = account,
            Consent = consent,
            Resource = resource,
            Scopes = scopes,
            GrantedAt = grantedAt,
            LastUsedAt = lastUsedAt,
        });
    }

    private string? Account(MappedRow row, ConsentType consent)
    {
        if (consent != ConsentType.Principal)
            return null;
        var before = errors.Count;
        var id = Identifier(row, MappedField.UserId, RecordLimits.UserId, required: false) ?? values.Email(row, MappedField.Email);
        if (errors.Count != before)
            return null;
        if (id is null)
        {
            errors.Add(
                row.Origin,
                columns.NameOf(columns.Has(MappedField.UserId) ? MappedField.UserId : MappedField.Email),
                "is empty, but one person's grant must name the account"
            );
        }
        return id is null ? null : AccountId.Canonical(provider, id);
    }

    private string? GrantId(MappedRow row, string? account, string? client, string? resource, ConsentType consent)
    {
        if (!columns.Has(MappedField.GrantId))
            return DerivedGrantId.Of(account ?? consent.ToString(), client ?? "", resource);
        var text = values.Text(row, MappedField.GrantId);
        if (text.IsEmpty)
        {
            errors.Add(row.Origin, columns.NameOf(MappedField.GrantId), "is empty");
            return null;
        }
        if (RecordLimits.Problem(text, RecordLimits.GrantId) is { } problem)
            errors.Add(row.Origin, columns.NameOf(MappedField.GrantId), problem);
        return text.ToString();
    }

    private string? Identifier(MappedRow row, MappedField field, int longest, bool required)
    {
        var text = values.Text(row, field);
        if (text.IsEmpty)
        {
            if (required)
                errors.Add(row.Origin, columns.NameOf(field), "is empty");
            return null;
        }
        if (RecordLimits.Problem(text, longest) is { } problem)
            errors.Add(row.Origin, columns.NameOf(field), problem);
        return pool.Of(text);
    }

    private string[] Scopes(MappedRow row)
    {
        if (values.List(row, MappedField.Scopes) is { } list)
            return scopeLists.Of(list);
        var text = values.Text(row, MappedField.Scopes);
        if (RecordLimits.Problem(text, 100_000) is { } problem)
            errors.Add(row.Origin, columns.NameOf(MappedField.Scopes), problem);
        return scopeLists.Of(text);
    }
}
