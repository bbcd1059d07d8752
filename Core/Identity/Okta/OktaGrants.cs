using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Okta;

/// <summary>
/// Okta has one grant per scope. To a person, one user's grants to one client at one authorization server are one grant, so they are
/// combined, one user at a time: an export lists them user by user.
/// </summary>
internal sealed class OktaGrants(OktaApps apps, Reading reading)
{
    /// <summary>The status of a grant that was taken away.</summary>
    public const string Revoked = "REVOKED";

    private readonly Dictionary<(string Client, string? Issuer), Gathered> open = [];
    private readonly RowErrors errors = reading.Errors;
    private readonly ScopeLists scopes = new(ScopeText.Usual);
    private string? user;

    /// <summary>
    /// Adds one scope's grant of a user; when it belongs to the next user, returns the previous user's grants.
    /// </summary>
    /// <param name="grant">The grant.</param>
    /// <param name="owner">The user whose list it is in, if the list is one user's.</param>
    /// <param name="origin">Where it was read.</param>
    public IReadOnlyList<InventoryRecord> AddOfUser(OktaGrant grant, string? owner, RecordOrigin origin)
    {
        if (grant.Status == Revoked)
            return [];
        if ((grant.UserId ?? LastStep(grant.Links?.User?.Href) ?? owner) is { Length: > 0 } user)
            return Add(grant with { UserId = user }, origin);
        errors.Add(
            origin,
            "userId",
            "is missing: put the grants of one user into grants/<user id>.json, and those that an administrator gave to apps into "
                + "app-grants.json"
        );
        return [];
    }

    /// <summary>As the inventory names it: of a custom authorization server's scope the id is another.</summary>
    public static string? ScopeOf(OktaGrant grant) => grant.Embedded?.Scope?.Name ?? grant.ScopeId;

    /// <summary>Adds a grant of an app's own list, where no user means that an administrator granted it.</summary>
    public IReadOnlyList<InventoryRecord> Add(OktaGrant grant, RecordOrigin origin)
    {
        if (grant.Status == Revoked)
            return [];
        var client = errors.Identifier(origin, "clientId", grant.ClientId, RecordLimits.ClientId);
        var scope = errors.Identifier(origin, "scopeId", ScopeOf(grant), RecordLimits.Resource);
        if (grant.Status is not "ACTIVE")
            errors.Add(origin, "status", grant.Status is null ? "is missing" : $"'{grant.Status}' is neither ACTIVE nor REVOKED");
        if (grant.UserId is { } named)
            errors.Identifier(origin, "userId", named, RecordLimits.UserId);
        if (client is null || scope is null)
            return [];
        IReadOnlyList<InventoryRecord> before = grant.UserId == user ? [] : [.. Rest()];
        user = grant.UserId;
        if (!open.TryGetValue((client, grant.Issuer), out var gathered))
            open.Add((client, grant.Issuer), gathered = new Gathered(origin));
        gathered.Scopes.Add(scope);
        if (reading.Known(grant.Created) is { } created && (gathered.GrantedAt is null || created < gathered.GrantedAt))
            gathered.GrantedAt = created;
        return before;
    }

    /// <summary>Returns the grants of the last user.</summary>
    public IEnumerable<InventoryRecord> Rest()
    {
        foreach (var ((client, issuer), gathered) in open)
        {
            if (apps.FirstMention(client) is { } app)
                yield return app;
            yield return Record(client, issuer, gathered);
        }
        open.Clear();
    }

    private static string? LastStep(string? link) => link?.TrimEnd('/').Split('/')[^1];

    private GrantRecord Record(string client, string? issuer, Gathered gathered)
    {
        var consent = user is not null ? ConsentType.Principal : apps.IsService(client) ? ConsentType.Application : ConsentType.Tenant;
        return new GrantRecord
        {
            Origin = gathered.Origin,
            ExternalId = DerivedGrantId.Of(user ?? consent.ToString(), client, issuer),
            ClientId = client,
            PrincipalId = user,
            Consent = consent,
            Resource = issuer,
            Scopes = scopes.Of(gathered.Scopes),
            GrantedAt = gathered.GrantedAt,
        };
    }

    private sealed class Gathered(RecordOrigin origin)
    {
        public RecordOrigin Origin { get; } = origin;

        public List<string> Scopes { get; } = [];

        public DateTimeOffset? GrantedAt { get; set; }
    }
}
