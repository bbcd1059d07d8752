using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.GitHub;

namespace OAuthAttest.Revocations.Providers;

/// <summary>
/// Revokes what reaches an organization of GitHub: fine-grained tokens, credentials of single sign-on, and installed apps. An organization
/// cannot uninstall another's app by the API, only its enterprise can; without one, a person uninstalls it.
/// </summary>
/// <remarks>
/// https://docs.github.com/rest/orgs/personal-access-tokens,
/// https://docs.github.com/enterprise-cloud@latest/rest/orgs/orgs#remove-a-saml-sso-authorization-for-an-organization,
/// https://docs.github.com/enterprise-cloud@latest/rest/enterprise-admin/organization-installations.
/// </remarks>
internal sealed class GitHubRevoker : IGrantRevoker, IDisposable
{
    /// <summary>What the tokens are asked for that revoke.</summary>
    public static readonly IReadOnlyDictionary<string, string> Permissions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["organization_administration"] = "write",
        ["organization_personal_access_tokens"] = "write",
    };

    /// <summary>What the token is asked for that uninstalls apps in an enterprise's organization.</summary>
    public static readonly IReadOnlyDictionary<string, string> EnterprisePermissions =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["enterprise_organization_installations"] = "write" };

    private readonly RevokingProvider<GitHubRevocationConnection> options;
    private readonly TimeProvider clock;
    private readonly GitHubAuthorization? organizations;
    private readonly GitHubAuthorization? enterprises;
    private readonly ProviderApi? api;
    private readonly ProviderApi? enterprise;

    public GitHubRevoker(IHttpClientFactory clients, IOptions<RevocationOptions> options, TimeProvider clock)
    {
        (this.options, this.clock) = (options.Value.GitHub, clock);
        var settings = this.options.Connection;
        if (!settings.IsConfigured)
            return;
        var connection = settings.Connection;
        organizations = new GitHubAuthorization(clients, connection, connection.InstallationId!, Permissions, clock);
        api = new ProviderApi(clients, GitHubAccess.Of(connection, organizations), clock);
        if (settings.EnterpriseInstallationId is not { } installation)
            return;
        enterprises = new GitHubAuthorization(clients, connection, installation, EnterprisePermissions, clock);
        enterprise = new ProviderApi(clients, GitHubAccess.Of(connection, enterprises), clock);
    }

    public ProviderName Provider => ProviderName.GitHub;

    public bool IsConfigured => api is not null;

    private ProviderApi Api => api ?? throw new InvalidOperationException("GitHub is not configured.");

    private string Organization => options.Connection.Connection.Organization!;

    public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var removed = 0;
            foreach (var found in await FindAsync(target, cancellation))
            {
                if (await RemoveAsync(found, cancellation))
                    removed++;
            }
            return new RevocationAnswer(removed, clock.GetUtcNow() + options.TokenLifetime);
        });

    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () => (await FindAsync(target, cancellation)).Count == 0);

    public Task<LiveGrants> ReadAsync(RevocationTarget target, IReadOnlyCollection<string> known, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var found = await FindAsync(target, cancellation);
            return new LiveGrants(
                found.Count, [.. found.SelectMany(each => each.Scopes).Except(known, StringComparer.Ordinal)], []);
        });

    public void Dispose()
    {
        organizations?.Dispose();
        enterprises?.Dispose();
    }

    private enum Kind
    {
        Installation,
        Token,
        Credential,
    }

    private sealed record Found(Kind Kind, long Id, string[] Scopes);

    private async Task<bool> RemoveAsync(Found found, CancellationToken cancellation)
    {
        var id = found.Id.ToString(CultureInfo.InvariantCulture);
        var organization = ProviderApi.Step(Organization);
        switch (found.Kind)
        {
            case Kind.Credential:
                return await Api.DeleteAsync(Api.Address($"orgs/{organization}/credential-authorizations/{id}"), cancellation);
            case Kind.Token:
                var revoke = new JsonObject { ["action"] = "revoke" };
                return await Api.PostAsync(Api.Address($"orgs/{organization}/personal-access-tokens/{id}"), revoke, cancellation)
                    is not null;
            default:
                var owner = enterprise
                    ?? throw new ProviderRejectedException(0, "an owner must uninstall the app in the organization's settings");
                var slug = ProviderApi.Step(options.Connection.Enterprise!);
                var address = owner.Address($"enterprises/{slug}/apps/organizations/{organization}/installations/{id}");
                return await owner.DeleteAsync(address, cancellation);
        }
    }

    /// <summary>What there is of the target. Empty only when its list was read to its end.</summary>
    private async Task<IReadOnlyList<Found>> FindAsync(RevocationTarget target, CancellationToken cancellation)
    {
        if (target.ClientId == OAuthApp.UnknownClientId)
            throw new ProviderRejectedException(0, "the app is not known");
        if (target.Tenant is { } tenant && !tenant.Equals(Organization, StringComparison.OrdinalIgnoreCase))
            throw new ProviderRejectedException(0, "it is in another organization than the one that may be changed here");
        var reading = new Reading(1, clock.GetUtcNow());
        var lists = new GitHubLists(Api, Organization, reading);
        var found = Number(target.ClientId, GitHubTokens.Prefix) is { } token ? await TokensAsync(lists, token, cancellation)
            : Number(target.ClientId, GitHubTokens.CredentialPrefix) is { } credential
                ? await CredentialsAsync(lists, credential, cancellation)
            : target.ConsentType == ConsentType.Application && Number(target.ClientId, "") is { } app
                ? await InstallationsAsync(lists, app, cancellation)
            // No API lists or withdraws the approval of an OAuth app (https://docs.github.com/rest/orgs).
            : throw new ProviderRejectedException(
                0, "GitHub has no call that takes an OAuth app's access: an owner denies it in the organization's settings");
        return reading.Errors.Count == 0
            ? found
            : throw new ProviderUnavailableException($"GitHub: {reading.Errors.Listed[0]}");
    }

    private static async Task<List<Found>> TokensAsync(GitHubLists lists, long id, CancellationToken cancellation)
    {
        var found = new List<Found>();
        await foreach (var (token, _) in lists.Tokens(cancellation))
        {
            if (token.TokenId == id && token.Id is { } grant)
                found.Add(new Found(Kind.Token, grant, [.. GitHubPermissions.OfToken(token.Permissions)]));
        }
        return found;
    }

    private static async Task<List<Found>> CredentialsAsync(GitHubLists lists, long id, CancellationToken cancellation)
    {
        var found = new List<Found>();
        await foreach (var (credential, _) in lists.Credentials(cancellation))
        {
            if (credential.Id == id)
                found.Add(new Found(Kind.Credential, id, [.. (credential.Scopes ?? []).OfType<string>()]));
        }
        return found;
    }

    private static async Task<List<Found>> InstallationsAsync(GitHubLists lists, long app, CancellationToken cancellation)
    {
        var found = new List<Found>();
        await foreach (var (installed, _) in lists.Installed(cancellation))
        {
            if (installed.AppId == app && installed.Id is { } id)
            {
                var permissions = installed.Permissions is { ValueKind: JsonValueKind.Object } named ? GitHubPermissions.Names(named) : [];
                found.Add(new Found(Kind.Installation, id, [.. permissions]));
            }
        }
        return found;
    }

    /// <summary>The number after a prefix; null: it is another kind of id.</summary>
    private static long? Number(string clientId, string prefix) =>
        clientId.StartsWith(prefix, StringComparison.Ordinal)
        && long.TryParse(clientId.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
