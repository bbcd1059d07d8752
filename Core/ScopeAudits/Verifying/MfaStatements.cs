using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Json;

namespace OAuthAttest.ScopeAudits.Verifying;

/// <summary>
/// What a record says of a second factor. AWS speaks of its own devices alone: the session of somebody who signed in elsewhere says
/// <c>false</c> even where that provider asked for one, and a call with a long-term key has no session at all.
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
        {
            return used == "Yes" ? new MfaStatement(Mfa.Yes, "the sign-in says so")
                : IsFederated(identity) ? new MfaStatement(Mfa.NotRecorded, "signed in elsewhere; AWS does not know")
                : new MfaStatement(Mfa.No, "the sign-in says so");
        }
        return identity.MfaAuthenticated switch
        {
            "true" => new MfaStatement(Mfa.Yes, "the session was made with a second factor"),
            "false" when IsFederated(identity) => new MfaStatement(Mfa.NotRecorded, "signed in elsewhere; AWS does not know"),
            "false" => new MfaStatement(Mfa.No, "the session was made without a second factor"),
            null when identity.Type == "AWSService" => new MfaStatement(Mfa.NotRecorded, "an AWS service made the call"),
            null when identity.AccessKeyId?.StartsWith(LongTermKey, StringComparison.Ordinal) == true =>
                new MfaStatement(Mfa.NotRecorded, "a long-term key: there is no session that could say it"),
            null when !identity.HasSession => new MfaStatement(Mfa.NotRecorded, "the record has no session that could say it"),
            _ => new MfaStatement(Mfa.NotRecorded, "the session does not say"),
        };
    }

    private static bool IsFederated(CloudTrailIdentity identity) =>
        identity.Type is "FederatedUser" or "SAMLUser" or "WebIdentityUser" or "IdentityCenterUser"
        || identity.FederatedProvider is not null
        || identity.OnBehalfOf is not null
        || (identity.Issuer?.UserName ?? identity.Issuer?.Arn ?? "").Contains(SignedByIdentityCenter, StringComparison.Ordinal);
}
