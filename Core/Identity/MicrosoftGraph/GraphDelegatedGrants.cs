using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>Delegated permissions, consented by one person or for everybody.</summary>
internal sealed class GraphDelegatedGrants(GraphApps apps, GraphSignIns signIns, RowErrors errors)
{
    private readonly ScopeLists scopes = new(ScopeText.Usual);

    public GrantRecord? Record(GraphPermissionGrant grant, RecordOrigin origin)
    {
        var id = errors.Identifier(origin, "id", grant.Id, RecordLimits.GrantId);
        var client = errors.Identifier(origin, "clientId", grant.ClientId, RecordLimits.ClientId);
        var consent = Consent(grant, origin);
        if (scopes.Read(grant.Scope, out var names) is { } problem)
        {
            errors.Add(origin, "scope", problem);
            return null;
        }
        if (id is null || client is null || consent is not { } type)
            return null;
        var clientId = apps.ClientIdOf(client);
        return new GrantRecord
        {
            Origin = origin,
            ExternalId = id,
            ClientId = clientId,
            PrincipalId = type == ConsentType.Principal ? AccountId.Canonical(ProviderName.Entra, grant.PrincipalId!) : null,
            Consent = type,
            Resource = apps.Resource(grant.ResourceId),
            Scopes = scopes.At(apps.Api(grant.ResourceId), names),
            LastUsedAt = type == ConsentType.Principal ? signIns.OfUser(grant.PrincipalId!, clientId) : signIns.OfAnybody(clientId),
        };
    }

    private ConsentType? Consent(GraphPermissionGrant grant, RecordOrigin origin)
    {
        switch (grant.ConsentType)
        {
            case "Principal":
                return errors.Identifier(origin, "principalId", grant.PrincipalId, RecordLimits.UserId) is null
                    ? null
                    : ConsentType.Principal;
            case "AllPrincipals" when string.IsNullOrEmpty(grant.PrincipalId):
                return ConsentType.Tenant;
            case "AllPrincipals":
                errors.Add(origin, "principalId", "names one account, although consentType is AllPrincipals");
                return null;
            default:
                errors.Add(
                    origin,
                    "consentType",
                    grant.ConsentType is null ? "is missing" : $"'{grant.ConsentType}' is neither Principal nor AllPrincipals"
                );
                return null;
        }
    }
}
