using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Verifying;

/// <summary>Who made a change, from the record's identity.</summary>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html</remarks>
internal static class Actors
{
    private static readonly HashSet<string> Understood = new(StringComparer.Ordinal)
    {
        "Root", "IAMUser", "AssumedRole", "Role", "FederatedUser", "Directory", "AWSAccount", "AWSService", "IdentityCenterUser",
        "SAMLUser", "WebIdentityUser",
    };

    public static Actor Of(CloudTrailIdentity identity)
    {
        var names = new[] { Principal(identity), identity.Arn, identity.OnBehalfOf }
            .Select(ComparedText.Of)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return new Actor(
            UntrustedText.Display(identity.Type, 64),
            ComparedText.Of(Principal(identity)),
            names,
            identity.Issuer is null ? null : ComparedText.Of(SessionOf(identity.Arn)),
            [.. Through(identity)],
            identity.Type is { } type && Understood.Contains(type)
        );
    }

    /// <summary>
    /// What AWS itself has given a name. The user name of somebody from outside is not taken: it is chosen there, and may read like a role.
    /// </summary>
    private static string? Principal(CloudTrailIdentity identity) =>
        identity.Issuer?.Arn ?? identity.Issuer?.UserName ?? identity.Arn ?? identity.OnBehalfOf
        ?? identity.Type switch
        {
            "AWSService" => identity.InvokedBy,
            "AWSAccount" => identity.AccountId,
            "SAMLUser" or "WebIdentityUser" => null,
            _ => identity.UserName,
        }
        ?? identity.PrincipalId;

    private static string? SessionOf(string? arn) =>
        arn?.LastIndexOf('/') is { } slash and >= 0 && slash + 1 < arn.Length ? arn[(slash + 1)..] : null;

    private static IEnumerable<string> Through(CloudTrailIdentity identity)
    {
        if (ComparedText.Of(identity.FederatedProvider) is { } provider)
            yield return $"signed in at {provider}";
        if (ComparedText.Of(identity.SourceIdentity) is { } source)
            yield return $"the roles began with {source}";
        if (ComparedText.Of(identity.OnBehalfOf) is { } person)
            yield return $"for the Identity Center user {person}";
        // A service that calls by itself is the actor; one that calls on somebody's behalf is only the way.
        if (identity.Type != "AWSService" && ComparedText.Of(identity.InvokedBy) is { } service)
            yield return $"the call came from {service}";
        if (ComparedText.Of(identity.AccessKeyId) is { } key)
            yield return $"with the key {key}";
    }
}
