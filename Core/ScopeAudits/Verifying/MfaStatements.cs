using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Json;

namespace OAuthAttest.ScopeAudits.Verifying;

/// <summary>
/// What a record says of a second factor. AWS speaks of its own devices alone, and of its own users: the session of a role says
/// <c>false</c> even where whoever took it was asked for one elsewhere, or at the first role of a chain; a call with a long-term key has no
/// session at all.
/// </summary>
internal static class MfaStatements
{
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids</remarks>
    private const string LongTermKey = "AKIA";

    private const string SignedByIdentityCenter = "AWSReservedSSO_";

    public static MfaStatement Of(CloudTrailRecord record)
    {
        var identity = record.Identity;
        if (record.EventName == "ConsoleLogin" && record.Body.Field("additionalEventData").Text("MFAUsed") is { } used)
            return Of(used, "Yes", "No", identity, "the sign-in says so");
        if (identity.MfaAuthenticated is { } said)
            return Of(said, "true", "false", identity, "the session says so");
        return NotRecorded(
            identity.Type == "AWSService" ? "an AWS service made the call"
            : identity.AccessKeyId?.StartsWith(LongTermKey, StringComparison.Ordinal) == true ? "a long-term key has no session"
            : identity.HasSession ? "the session does not say"
            : "the record has no session");
    }

    private static MfaStatement Of(string said, string yes, string no, CloudTrailIdentity identity, string source) =>
        said.Equals(yes, StringComparison.OrdinalIgnoreCase) ? new MfaStatement(Mfa.Yes, source)
        : !said.Equals(no, StringComparison.OrdinalIgnoreCase) ? NotRecorded("what the record says is neither yes nor no")
        : identity.Type is "Root" or "IAMUser" ? new MfaStatement(Mfa.No, source)
        : NotRecorded(IsFederated(identity) ? "signed in elsewhere" : "a role's session does not tell");

    private static MfaStatement NotRecorded(string reason) => new(Mfa.NotRecorded, reason);

    private static bool IsFederated(CloudTrailIdentity identity) =>
        identity.Type is "FederatedUser" or "SAMLUser" or "WebIdentityUser" or "IdentityCenterUser"
        || identity.FederatedProvider is not null
        || identity.OnBehalfOf is not null
        || (identity.Issuer?.UserName ?? identity.Issuer?.Arn ?? "").Contains(SignedByIdentityCenter, StringComparison.Ordinal);
}
