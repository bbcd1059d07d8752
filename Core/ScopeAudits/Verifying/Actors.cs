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
        var issuer = identity.Issuer?.Arn ?? identity.Issuer?.UserName;
        var arn = identity.Arn;
        // A service that calls by itself has no other name; one that calls on somebody's behalf is only the way.
        var principal = issuer ?? arn ?? identity.OnBehalfOf ?? identity.UserName
            ?? (identity.Type == "AWSService" ? identity.InvokedBy : null)
            ?? (identity.Type == "AWSAccount" ? identity.AccountId : null)
            ?? identity.PrincipalId;
        var names = new[] { principal, arn, identity.OnBehalfOf }.Select(Clean).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return new Actor(
            UntrustedText.Display(identity.Type, 64),
            Clean(principal),
            names,
            identity.Issuer is null ? null : Clean(SessionOf(arn)),
            [.. Through(identity)],
            identity.Type is { } type && Understood.Contains(type)
        );
    }

    private static string? SessionOf(string? arn) =>
        arn?.LastIndexOf('/') is { } slash and >= 0 && slash + 1 < arn.Length ? arn[(slash + 1)..] : null;

    private static IEnumerable<string> Through(CloudTrailIdentity identity)
    {
        if (Clean(identity.FederatedProvider) is { } provider)
            yield return $"signed in at {provider}";
        if (Clean(identity.SourceIdentity) is { } source)
            yield return $"the roles began with {source}";
        if (Clean(identity.OnBehalfOf) is { } person)
            yield return $"for the Identity Center user {person}";
        if (identity.Type != "AWSService" && Clean(identity.InvokedBy) is { } service)
            yield return $"the call came from {service}";
        if (Clean(identity.AccessKeyId) is { } key)
            yield return $"with the key {key}";
    }

    private static string? Clean(string? text) => UntrustedText.Id(text);
}
