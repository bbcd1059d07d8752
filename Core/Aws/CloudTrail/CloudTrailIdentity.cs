using System.Text.Json;
using OAuthAttest.Json;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>Who called, as the record's <c>userIdentity</c> tells it.</summary>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html</remarks>
public sealed record CloudTrailIdentity
{
    /// <summary>Root, IAMUser, AssumedRole, Role, FederatedUser, and others; null: the record does not say.</summary>
    public string? Type { get; init; }

    public string? PrincipalId { get; init; }

    /// <summary>Of a session of a role: <c>arn:aws:sts::account:assumed-role/role/session</c>.</summary>
    public string? Arn { get; init; }

    public string? AccountId { get; init; }

    public string? AccessKeyId { get; init; }

    public string? UserName { get; init; }

    /// <summary>The AWS service that made the call on somebody's behalf.</summary>
    public string? InvokedBy { get; init; }

    /// <summary>Whether the record has a session; a call that is signed with a long-term key has none.</summary>
    public bool HasSession { get; init; }

    /// <summary>As the record has it: the text <c>true</c> or <c>false</c>; null: it says nothing.</summary>
    public string? MfaAuthenticated { get; init; }

    public string? SessionCreated { get; init; }

    /// <summary>The role or user whose session it is.</summary>
    public CloudTrailIssuer? Issuer { get; init; }

    /// <summary>The provider of a web identity or SAML sign-in.</summary>
    public string? FederatedProvider { get; init; }

    /// <summary>Who a chain of roles began with, where its first session was told to keep it.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary>The person of Identity Center on whose behalf it was.</summary>
    public string? OnBehalfOf { get; init; }

    internal static CloudTrailIdentity Read(JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.Object } identity)
            return new CloudTrailIdentity();
        var session = identity.Field("sessionContext") is { ValueKind: JsonValueKind.Object } found ? found : (JsonElement?)null;
        var attributes = session?.Field("attributes");
        var federation = session?.Field("webIdFederationData");
        return new CloudTrailIdentity
        {
            Type = identity.Text("type"),
            PrincipalId = identity.Text("principalId"),
            Arn = identity.Text("arn"),
            AccountId = identity.Text("accountId"),
            AccessKeyId = identity.Text("accessKeyId"),
            UserName = identity.Text("userName"),
            InvokedBy = identity.Text("invokedBy"),
            HasSession = session is not null,
            // A text in every record of AWS; tools that rewrite records make it a boolean.
            MfaAuthenticated = attributes.Text("mfaAuthenticated"),
            SessionCreated = attributes.Text("creationDate"),
            Issuer = CloudTrailIssuer.Read(session?.Field("sessionIssuer")),
            FederatedProvider = federation.Text("federatedProvider") ?? identity.Text("identityProvider"),
            SourceIdentity = session?.Text("sourceIdentity"),
            OnBehalfOf = identity.Field("onBehalfOf").Text("userId"),
        };
    }
}

/// <summary>Whose session it is: <c>sessionContext.sessionIssuer</c>.</summary>
public sealed record CloudTrailIssuer(string? Type, string? Arn, string? UserName, string? AccountId)
{
    internal static CloudTrailIssuer? Read(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } issuer
        && (issuer.Text("arn") ?? issuer.Text("userName")) is not null
            ? new CloudTrailIssuer(issuer.Text("type"), issuer.Text("arn"), issuer.Text("userName"), issuer.Text("accountId"))
            : null;
}
