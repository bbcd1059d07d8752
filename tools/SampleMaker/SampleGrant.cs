namespace OAuthAttest.SampleMaker;

internal enum SampleConsent
{
    Person,
    Tenant,
    Application,
}

/// <summary>A grant of one app: for one account, for everybody, or for the app itself.</summary>
internal sealed record SampleGrant
{
    public required string Provider { get; init; }

    public required SampleApp App { get; init; }

    public required SampleConsent Consent { get; init; }

    public SampleAccount? Account { get; init; }

    /// <summary>The API at Entra: graph, sharepoint or tiles.</summary>
    public string? Resource { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Unique among all grants.</summary>
    public string Key => $"{Provider}/{Consent}/{Account?.Person.Login}/{App.Key}/{Resource}";

    public DateTimeOffset GrantedAt => Chance.DaysAgo(6, OneIn(3) ? 1900 : 300, "granted/" + Key);

    /// <summary>Null: not recorded.</summary>
    public DateTimeOffset? LastUsedAt => Chance.Below(10, "used/" + Key) switch
    {
        < 5 => Later(Chance.DaysAgo(0, 20, "used/" + Key)),
        < 7 => Later(Chance.DaysAgo(30, 175, "used/" + Key)),
        // Only for GitHub: Google's Reports API does not go back that far.
        7 when Provider == "github" => Later(Chance.DaysAgo(300, 1500, "used/" + Key)),
        _ => null,
    };

    public bool OneIn(int count) => Chance.OneIn(count, "grant/" + Key);

    private DateTimeOffset Later(DateTimeOffset used) => used > GrantedAt ? used : GrantedAt.AddMinutes(3);
}
