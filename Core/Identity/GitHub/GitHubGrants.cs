using System.Globalization;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.GitHub;

/// <summary>Makes grants of what reaches an organization: apps that are installed, and the tokens of its members.</summary>
internal sealed class GitHubGrants(GitHubAccounts accounts, Reading reading)
{
    // An SSH key is no OAuth grant: it has no scopes and is bound to a machine.
    private const string SshKey = "SSH key";
    private const string ClassicToken = "personal access token";

    private readonly RowErrors errors = reading.Errors;
    private readonly ScopeLists scopes = new(ScopeText.Usual);

    public IEnumerable<InventoryRecord> Of(GitHubInstalled installed, RecordOrigin origin)
    {
        var id = errors.Identifier(origin, "id", Text(installed.Id), RecordLimits.GrantId);
        var app = errors.Identifier(origin, "app_id", Text(installed.AppId), RecordLimits.ClientId);
        if (installed.Permissions is not { ValueKind: System.Text.Json.JsonValueKind.Object } permissions)
        {
            errors.Add(origin, "permissions", "is missing");
            yield break;
        }
        if (id is null || app is null)
            yield break;
        yield return new AppRecord(app) { Name = RecordLimits.Name(installed.AppSlug) };
        yield return new GrantRecord
        {
            Origin = origin,
            ExternalId = $"installation-{id}",
            ClientId = app,
            // An installed app acts by itself.
            Consent = ConsentType.Application,
            Scopes = scopes.Of(GitHubPermissions.Names(permissions)),
            GrantedAt = reading.Known(installed.CreatedAt),
        };
    }

    /// <summary>A fine-grained token that was let in; nothing of one that has expired, for it opens nothing.</summary>
    public IEnumerable<InventoryRecord> Of(GitHubTokenGrant token, RecordOrigin origin)
    {
        var id = errors.Identifier(origin, "token_id", Text(token.TokenId), RecordLimits.GrantId);
        var owner = errors.Identifier(origin, "owner.id", Text(token.Owner?.Id), RecordLimits.UserId);
        if (token.Expired is null)
            errors.Add(origin, "token_expired", "is missing");
        if (token.Permissions is not { ValueKind: System.Text.Json.JsonValueKind.Object })
            errors.Add(origin, "permissions", "is missing");
        if (id is null || owner is null || token.Expired is true)
            yield break;
        var client = GitHubTokens.ClientId(id);
        yield return new AppRecord(client) { Name = RecordLimits.Name(GitHubTokens.Name(token.TokenName, token.Owner!.Login)) };
        yield return new GrantRecord
        {
            Origin = origin,
            ExternalId = client,
            ClientId = client,
            PrincipalId = owner,
            Consent = ConsentType.Principal,
            Scopes = scopes.Of(GitHubPermissions.OfToken(token.Permissions)),
            GrantedAt = reading.Known(token.GrantedAt),
            LastUsedAt = reading.Known(token.LastUsedAt),
        };
    }

    /// <summary>A credential that its owner authorized for the organization's single sign-on.</summary>
    public IEnumerable<InventoryRecord> Of(GitHubCredential credential, RecordOrigin origin)
    {
        if (string.Equals(credential.Type, SshKey, StringComparison.OrdinalIgnoreCase))
            yield break;
        var id = errors.Identifier(origin, "credential_id", Text(credential.Id), RecordLimits.GrantId);
        var login = errors.Identifier(origin, "login", credential.Login, RecordLimits.UserId);
        var type = errors.Identifier(origin, "credential_type", credential.Type, RecordLimits.Resource);
        if (scopes.Read(credential.Scopes ?? [], out var names) is { } problem)
        {
            errors.Add(origin, "scopes", problem);
            yield break;
        }
        if (id is null || login is null || type is null)
            yield break;
        var client = $"{GitHubTokens.CredentialPrefix}{id}";
        var note = credential.Note ?? (credential.LastEight is { } end ? $"…{end}" : null);
        var name = type == ClassicToken ? GitHubTokens.Name(note, login) : $"{note ?? "unnamed"} ({type} of {login})";
        yield return new AppRecord(client) { Name = RecordLimits.Name(name) };
        yield return new GrantRecord
        {
            Origin = origin,
            ExternalId = client,
            ClientId = client,
            PrincipalId = accounts.IdOf(login),
            Consent = ConsentType.Principal,
            Scopes = names,
            GrantedAt = reading.Known(credential.AuthorizedAt),
            LastUsedAt = reading.Known(credential.AccessedAt),
        };
    }

    private static string? Text(long? id) => id?.ToString(CultureInfo.InvariantCulture);
}
