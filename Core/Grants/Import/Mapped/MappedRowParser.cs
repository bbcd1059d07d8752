using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>Turns the rows of a team's own table into records, and reports the position and the problem of each bad value.</summary>
internal sealed class MappedRowParser
{
    private const int LongestScopes = 100_000;
    private const string IsEmpty =
        "is empty: a grant must name its app; fill it in, or say in the mapping which other column identifies the app";

    private readonly MappedColumns columns;
    private readonly MappedValues values;
    private readonly MappedRoster roster;
    private readonly ProviderName provider;
    private readonly RowErrors errors;
    private readonly ScopeLists scopeLists;
    private readonly PermissionKind permissionKind;
    private readonly TextPool pool = new();
    private string? lastResource;
    private string? lastApi;

    /// <summary>The columns that are read.</summary>
    public IReadOnlyList<int> Used => columns.Used;

    public MappedRowParser(
        FieldMapping mapping,
        IReadOnlyList<string> header,
        string file,
        ProviderName provider,
        Reading reading,
        string? hint = null
    )
    {
        (this.provider, errors) = (provider, reading.Errors);
        columns = new MappedColumns(mapping, header, file, hint);
        values = new MappedValues(mapping, columns, reading);
        permissionKind = new PermissionKind(header);
        roster = new MappedRoster(values);
        scopeLists = new ScopeLists(mapping.ScopeSeparator);
    }

    /// <summary>The records of one row: the account and the app if they are new, then the grant. Nothing if any value is bad.</summary>
    public void Parse(MappedRow row, List<InventoryRecord> records)
    {
        if (row.Unreadable is { } unreadable)
        {
            errors.Add(row.Origin, columns.HeaderOf(unreadable.Column), unreadable.Problem);
            return;
        }
        var before = errors.Count;
        var consent = Consent(row);
        var client = Client(row);
        var account = Account(row, consent);
        var resource = Identifier(row, MappedField.Resource, RecordLimits.Resource, required: false);
        var scopes = scopeLists.At(Api(resource), Scopes(row));
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
                errors.Add(row.Origin, columns.NameOf(field), IsEmpty);
            return null;
        }
        if (RecordLimits.Problem(text, longest) is { } problem)
            errors.Add(row.Origin, columns.NameOf(field), problem);
        return pool.Of(text);
    }

    private string? Client(MappedRow row)
    {
        var id = Identifier(row, MappedField.ClientId, RecordLimits.ClientId, required: true);
        return id is null || !ClientId.MayHaveOtherForms(provider, id)
            ? id
            : pool.Of(ClientId.Canonical(provider, id, RecordLimits.Name(values.Text(row, MappedField.AppName).ToString())));
    }

    /// <summary>
    /// A row without a word for its consent type, and without an account, is one person's grant only if nothing else tells what it is.
    /// </summary>
    private ConsentType Consent(MappedRow row) =>
        permissionKind.Of(row) is { } kind && values.Text(row, MappedField.ConsentType).IsEmpty && HasNoAccount(row)
            ? kind
            : values.Consent(row);

    private bool HasNoAccount(MappedRow row) =>
        values.Text(row, MappedField.UserId).IsEmpty && values.Text(row, MappedField.Email).IsEmpty;

    /// <summary>The API that the scopes belong to, where the provider has several and their names do not stand alone.</summary>
    private string? Api(string? resource)
    {
        if (provider != ProviderName.Entra || resource is null)
            return null;
        if (!ReferenceEquals(resource, lastResource))
            (lastResource, lastApi) = (resource, ApiScope.IsMicrosoftGraph(resource) ? null : pool.Of(resource));
        return lastApi;
    }

    private string[] Scopes(MappedRow row)
    {
        string? problem;
        string[] scopes = [];
        if (values.List(row, MappedField.Scopes) is { } list)
        {
            problem = scopeLists.Read(list, out scopes);
        }
        else
        {
            var text = values.Text(row, MappedField.Scopes);
            problem = RecordLimits.Problem(text, LongestScopes) ?? scopeLists.Read(text, out scopes);
        }
        if (problem is not null)
            errors.Add(row.Origin, columns.NameOf(MappedField.Scopes), problem);
        return scopes;
    }
}
