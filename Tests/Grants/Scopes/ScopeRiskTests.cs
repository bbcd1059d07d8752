using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using Xunit;

namespace OAuthAttest.Tests.Grants.Scopes;

public sealed class ScopeRiskTests
{
    private static readonly ScopeDictionary Dictionary = ScopeDictionary.Embedded;

    [Theory]
    [InlineData("entra", "RoleManagement.ReadWrite.Directory", ConsentType.Principal)]
    [InlineData("entra", "AppRoleAssignment.ReadWrite.All", ConsentType.Principal)]
    [InlineData("entra", "Application.ReadWrite.All", ConsentType.Principal)]
    [InlineData("entra", "Directory.ReadWrite.All", ConsentType.Principal)]
    [InlineData("entra", "Directory.AccessAsUser.All", ConsentType.Principal)]
    [InlineData("entra", "DelegatedPermissionGrant.ReadWrite.All", ConsentType.Principal)]
    [InlineData("entra", "UserAuthenticationMethod.ReadWrite.All", ConsentType.Principal)]
    [InlineData("entra", "User-PasswordProfile.ReadWrite.All", ConsentType.Principal)]
    [InlineData("entra", "Policy.ReadWrite.PermissionGrant", ConsentType.Principal)]
    [InlineData("entra", "Policy.ReadWrite.ConditionalAccess", ConsentType.Principal)]
    [InlineData("entra", "Policy.ReadWrite.AuthenticationMethod", ConsentType.Principal)]
    [InlineData("entra", "PrivilegedAccess.ReadWrite.AzureAD", ConsentType.Principal)]
    [InlineData("entra", "RoleAssignmentSchedule.ReadWrite.Directory", ConsentType.Principal)]
    [InlineData("entra", "RoleEligibilitySchedule.ReadWrite.Directory", ConsentType.Principal)]
    [InlineData("entra", "DeviceManagementScripts.ReadWrite.All", ConsentType.Principal)]
    [InlineData("entra", "DeviceLocalCredential.Read.All", ConsentType.Principal)]
    [InlineData("entra", "Domain.ReadWrite.All", ConsentType.Principal)]
    [InlineData("entra", "Mail.ReadWrite", ConsentType.Application)]
    [InlineData("entra", "Mail.Read", ConsentType.Application)]
    [InlineData("entra", "Mail.Send", ConsentType.Application)]
    [InlineData("entra", "Files.Read.All", ConsentType.Application)]
    [InlineData("entra", "Files.ReadWrite.All", ConsentType.Application)]
    [InlineData("entra", "Sites.FullControl.All", ConsentType.Application)]
    [InlineData("entra", "User.ReadWrite.All", ConsentType.Application)]
    [InlineData("entra", "Group.ReadWrite.All", ConsentType.Application)]
    [InlineData("entra", "GroupMember.ReadWrite.All", ConsentType.Application)]
    [InlineData("entra", "Chat.Read.All", ConsentType.Application)]
    [InlineData("entra", "BitlockerKey.Read.All", ConsentType.Application)]
    [InlineData("entra", "full_access_as_app", ConsentType.Application)]
    [InlineData("entra", "eDiscovery.ReadWrite.All", ConsentType.Principal)]
    [InlineData("google", "https://mail.google.com/", ConsentType.Principal)]
    [InlineData("google", "https://www.googleapis.com/auth/cloud-platform", ConsentType.Principal)]
    [InlineData("google", "https://www.googleapis.com/auth/admin.directory.user", ConsentType.Principal)]
    [InlineData("google", "https://www.googleapis.com/auth/admin.directory.rolemanagement", ConsentType.Principal)]
    [InlineData("google", "https://www.googleapis.com/auth/admin.directory.user.security", ConsentType.Principal)]
    [InlineData("google", "https://www.googleapis.com/auth/ediscovery", ConsentType.Principal)]
    [InlineData("okta", "okta.users.manage", ConsentType.Principal)]
    [InlineData("okta", "okta.apiTokens.manage", ConsentType.Principal)]
    [InlineData("okta", "okta.roles.manage", ConsentType.Principal)]
    [InlineData("okta", "okta.appGrants.manage", ConsentType.Principal)]
    [InlineData("okta", "okta.policies.manage", ConsentType.Principal)]
    [InlineData("github", "admin:org", ConsentType.Principal)]
    [InlineData("github", "delete_repo", ConsentType.Principal)]
    [InlineData("github", "admin:enterprise", ConsentType.Principal)]
    [InlineData("github", "site_admin", ConsentType.Principal)]
    [InlineData("github", "administration:write", ConsentType.Application)]
    [InlineData("slack", "admin", ConsentType.Principal)]
    [InlineData("slack", "admin.users:write", ConsentType.Principal)]
    [InlineData("slack", "admin.roles:write", ConsentType.Principal)]
    [InlineData("slack", "admin.apps:write", ConsentType.Principal)]
    public void Explain_TakesOverOrReadsEverything_IsCritical(string provider, string scope, ConsentType consent) =>
        Assert.Equal(Risk.Critical, Dictionary.Explain(ProviderName.Parse(provider), scope, consent).Risk);

    [Theory]
    [InlineData("entra", "Mail.Read")]
    [InlineData("entra", "Mail.ReadWrite")]
    [InlineData("entra", "Mail.Send")]
    [InlineData("entra", "Files.Read.All")]
    [InlineData("entra", "Files.ReadWrite.All")]
    [InlineData("entra", "Chat.Read")]
    [InlineData("entra", "ChannelMessage.Read.All")]
    [InlineData("entra", "IMAP.AccessAsUser.All")]
    [InlineData("entra", "AuditLog.Read.All")]
    [InlineData("google", "https://www.googleapis.com/auth/drive")]
    [InlineData("google", "https://www.googleapis.com/auth/drive.readonly")]
    [InlineData("google", "https://www.googleapis.com/auth/gmail.readonly")]
    [InlineData("google", "https://www.googleapis.com/auth/gmail.send")]
    [InlineData("okta", "okta.logs.read")]
    [InlineData("github", "repo")]
    [InlineData("github", "workflow")]
    [InlineData("slack", "channels:history")]
    [InlineData("slack", "im:history")]
    public void Explain_SensitiveContentInAPersonsName_IsHigh(string provider, string scope) =>
        Assert.Equal(Risk.High, Dictionary.Explain(ProviderName.Parse(provider), scope, ConsentType.Principal).Risk);

    [Theory]
    [InlineData("entra", "openid")]
    [InlineData("entra", "profile")]
    [InlineData("entra", "email")]
    [InlineData("entra", "offline_access")]
    [InlineData("entra", "User.Read")]
    [InlineData("google", "openid")]
    [InlineData("google", "https://www.googleapis.com/auth/userinfo.email")]
    [InlineData("google", "https://www.googleapis.com/auth/drive.file")]
    [InlineData("github", "read:user")]
    [InlineData("slack", "identity.basic")]
    public void Explain_SignInAndOwnProfile_IsLow(string provider, string scope) =>
        Assert.Equal(Risk.Low, Dictionary.Explain(ProviderName.Parse(provider), scope, ConsentType.Principal).Risk);

    [Fact]
    public void Entries_AppByItself_AreRiskierThanInAPersonsName()
    {
        var wrong = Pairs()
            .Where(pair => pair.InName.Provider != ProviderName.Slack)
            .Where(pair =>
                pair.InName.Risk == Risk.Critical ? pair.ByItself.Risk != Risk.Critical : pair.ByItself.Risk <= pair.InName.Risk
            );

        Assert.Empty(wrong);
    }

    [Fact]
    public void Entries_SlackBots_AreLessRiskyOnlyWhereABotReachesLess()
    {
        // A bot posts under its own name and sees only the conversations it was added to or takes part in.
        var less = Pairs()
            .Where(pair => pair.InName.Provider == ProviderName.Slack && pair.ByItself.Risk < pair.InName.Risk)
            .Select(pair => pair.InName.Scope);

        Assert.Equal(["chat:write", "im:read"], less.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Explain_TenantWide_IsOneLevelAboveOnePerson()
    {
        var wrong = ScopeDictionary.Embedded.Entries.Where(entry => entry.Access == ScopeAccess.Delegated)
            .Where(entry => Dictionary.Explain(entry.Provider, entry.Scope, ConsentType.Tenant).Risk != ScopeMeanings.Raise(entry.Risk));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Explain_AnyScope_NeverSinksAsItsReachGrows()
    {
        var wrong = ScopeDictionary.Embedded.Entries.Where(entry =>
            Dictionary.Explain(entry.Provider, entry.Scope, ConsentType.Principal).Risk
                > Dictionary.Explain(entry.Provider, entry.Scope, ConsentType.Tenant).Risk
            || Dictionary.Explain(entry.Provider, entry.Scope, ConsentType.Principal).Risk
                > Dictionary.Explain(entry.Provider, entry.Scope, ConsentType.Application).Risk
        );

        Assert.Empty(wrong);
    }

    private static IEnumerable<(ScopeEntry InName, ScopeEntry ByItself)> Pairs() =>
        ScopeDictionary
            .Embedded.Entries.GroupBy(entry => (entry.Provider, entry.Scope))
            .Where(name => name.Count() == 2)
            .Select(name =>
                (name.Single(entry => entry.Access == ScopeAccess.Delegated), name.Single(entry => entry.Access == ScopeAccess.Application))
            );
}
