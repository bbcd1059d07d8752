namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>The acts of Entra's audit log that let an app in or let it do more.</summary>
internal enum EntraActivity
{
    Consent = 1,
    DelegatedGrant = 2,
    AppRoleAssignment = 3,

    /// <summary>
    /// A delegated grant is taken away. Entra also writes it when a grant is replaced by a larger one, so it counts where the new value has
    /// scopes that the old one had not.
    /// </summary>
    GrantReplaced = 4,
}

internal static class EntraActivities
{
    // Names that are, or were, written for the same act, without spaces: logs differ in spaces, capitals and a full stop.
    private static readonly Dictionary<string, EntraActivity> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ConsentToApplication"] = EntraActivity.Consent,
        ["AddDelegatedPermissionGrant"] = EntraActivity.DelegatedGrant,
        ["UpdateDelegatedPermissionGrant"] = EntraActivity.DelegatedGrant,
        ["AddOAuth2PermissionGrant"] = EntraActivity.DelegatedGrant,
        ["UpdateOAuth2PermissionGrant"] = EntraActivity.DelegatedGrant,
        ["AddDelegationEntry"] = EntraActivity.DelegatedGrant,
        ["SetDelegationEntry"] = EntraActivity.DelegatedGrant,
        ["AddAppRoleAssignmentToServicePrincipal"] = EntraActivity.AppRoleAssignment,
        ["RemoveDelegatedPermissionGrant"] = EntraActivity.GrantReplaced,
        ["RemoveOAuth2PermissionGrant"] = EntraActivity.GrantReplaced,
        ["RemoveDelegationEntry"] = EntraActivity.GrantReplaced,
    };

    /// <summary>Null: another activity.</summary>
    public static EntraActivity? Of(string? name) =>
        name is not null && Names.TryGetValue(string.Concat(name.Where(char.IsLetterOrDigit)), out var activity) ? activity : null;
}
