namespace OAuthAttest.ScopeAudits;

/// <summary>What can be done about a change, once a second person has approved exactly that.</summary>
public enum RemediationKind
{
    /// <summary>Detaches a managed policy of IAM.</summary>
    DetachPolicy = 1,

    /// <summary>Deletes an inline policy of IAM.</summary>
    DeleteInlinePolicy,

    /// <summary>Makes an access key inactive.</summary>
    DeactivateKey,

    /// <summary>Deletes a version of a managed policy, and makes the one before it the default again.</summary>
    RollBackPolicyVersion,

    /// <summary>Refuses everything to the sessions of a role that are there by now.</summary>
    DenySessions,

    /// <summary>Takes OAuth scopes from an app client of Cognito.</summary>
    RollBackClientScopes,

    /// <summary>Ends all sessions of a user of Cognito.</summary>
    SignUserOut,

    /// <summary>Takes an OAuth scope from an application of Identity Center.</summary>
    RemoveApplicationScope,

    /// <summary>Takes a grant, such as the authorization code's, from an application of Identity Center.</summary>
    RemoveApplicationGrant,

    /// <summary>Takes somebody's assignment to an application of Identity Center.</summary>
    RemoveApplicationAssignment,

    /// <summary>Starts a runbook of Systems Manager that the settings name, such as one that contains whoever made the change.</summary>
    StartRunbook,

    /// <summary>Puts the inventory's grants of an OAuth client on the worklist of a campaign.</summary>
    HandOverGrants,
}

/// <summary>What each kind has to know.</summary>
internal static class RemediationParameters
{
    public const string Entity = "entity";
    public const string Name = "name";
    public const string Policy = "policy";
    public const string User = "user";
    public const string Key = "key";
    public const string Version = "version";
    public const string Pool = "pool";
    public const string Client = "client";
    public const string Scopes = "scopes";
    public const string Application = "application";
    public const string Scope = "scope";
    public const string Grant = "grant";
    public const string Principal = "principal";
    public const string Type = "type";
    public const string Runbook = "runbook";
    public const string Clients = "clients";

    public static IReadOnlyList<string> Of(RemediationKind kind) => kind switch
    {
        RemediationKind.DetachPolicy or RemediationKind.DeleteInlinePolicy => [Entity, Name, Policy],
        RemediationKind.DeactivateKey => [User, Key],
        RemediationKind.RollBackPolicyVersion => [Policy, Version],
        RemediationKind.DenySessions => [Name],
        RemediationKind.RollBackClientScopes => [Pool, Client, Scopes],
        RemediationKind.SignUserOut => [Pool, User],
        RemediationKind.RemoveApplicationScope => [Application, Scope],
        RemediationKind.RemoveApplicationGrant => [Application, Grant],
        RemediationKind.RemoveApplicationAssignment => [Application, Principal, Type],
        RemediationKind.StartRunbook => [Runbook],
        RemediationKind.HandOverGrants => [Clients],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Whether it may have several values.</summary>
    public static bool IsList(string name) => name is Scopes or Clients;

    /// <summary>Whether AWS is called, for which a role is needed.</summary>
    public static bool IsInAws(RemediationKind kind) => kind != RemediationKind.HandOverGrants;

    /// <summary>Besides these a runbook has its own, whose names begin with a capital letter.</summary>
    public static bool IsOfARunbook(RemediationKind kind, string name) =>
        kind == RemediationKind.StartRunbook && name.Length is > 0 and <= LongestName && char.IsAsciiLetterUpper(name[0])
        && name.All(char.IsAsciiLetterOrDigit);

    private const int LongestName = 50;
}
