using System.Collections.Concurrent;
using System.Text.Json;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Json;

namespace OAuthAttest.Revocations.Providers;

/// <param name="Address">Where it is deleted.</param>
/// <param name="Scopes">The names that it has at its API.</param>
/// <param name="Entry">As Graph wrote it.</param>
internal sealed record EntraGrant(Uri Address, IReadOnlyList<string> Scopes, JsonElement Entry);

/// <summary>
/// Finds permission grants at Microsoft Graph. A consent's type is the broadest that its records reported, so a broader type includes
/// the narrower ones: everybody's grants with the person's own, the app's roles with both. One grant of the inventory is only itself.
/// </summary>
internal sealed class EntraGrants(ProviderApi api, EntraConnection connection)
{
    private const string AllPrincipals = "AllPrincipals";
    private const string ApplicationGrant = "application";
    private const int NotFound = 404;

    private readonly ConcurrentDictionary<string, EntraApi> apis = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Everything of the target. Empty only when every list was read to its end.</summary>
    public async Task<IReadOnlyList<EntraGrant>> FindAsync(RevocationTarget target, CancellationToken cancellation)
    {
        RequireOurTenant(target);
        if (await FindPrincipalAsync(target.ClientId, cancellation) is not { } app)
            return [];
        var found = new List<EntraGrant>();
        if (!target.IsOneGrant || target.ConsentType != ConsentType.Application)
            found.AddRange(await FindDelegatedAsync(target, app, cancellation));
        if (target.ConsentType == ConsentType.Application)
            found.AddRange(await FindRolesAsync(target, app, cancellation));
        return found;
    }

    private async Task<List<EntraGrant>> FindDelegatedAsync(RevocationTarget target, string app, CancellationToken cancellation)
    {
        var person = await FindPersonAsync(target, cancellation);
        var ofApp = api.Address($"v1.0/oauth2PermissionGrants?$filter={Uri.EscapeDataString($"clientId eq '{app}'")}");
        if (target is not { IsOneGrant: true, ConsentType: ConsentType.Principal } || person is null)
            return await PickAsync(target, app, person, ofApp, cancellation);
        try
        {
            // One person's list is short; that of an app may have a hundred thousand entries.
            var ofPerson = api.Address($"v1.0/users/{ProviderApi.Step(person)}/oauth2PermissionGrants");
            return await PickAsync(target, app, person, ofPerson, cancellation);
        }
        catch (ProviderRejectedException e) when (e.Status == NotFound)
        {
            // The account is gone, and its grants need not be.
            return await PickAsync(target, app, person, ofApp, cancellation);
        }
    }

    private async Task<List<EntraGrant>> PickAsync(
        RevocationTarget target, string app, string? person, Uri list, CancellationToken cancellation)
    {
        var found = new List<EntraGrant>();
        var (others, unnamed) = (0, 0);
        await foreach (var page in api.PagesAsync(list, ProviderPages.OfGraph, cancellation))
        {
            foreach (var grant in page.List("value"))
            {
                if (!app.Equals(grant.Text("clientId"), StringComparison.OrdinalIgnoreCase) || !IsTheirs(target, person, grant))
                    continue;
                switch (await IsMeantAsync(target, Required(grant.Text("id")), grant, cancellation))
                {
                    case true:
                        found.Add(Delegated(grant));
                        break;
                    case false:
                        others++;
                        break;
                    default:
                        unnamed++;
                        break;
                }
            }
        }
        // A grant that came by a table names its API in that table's words, and has no id of Graph's.
        if (found.Count == 0 && others > 0 && target.IsOneGrant && !EntraGrantId.IsGraphs(target.GrantId!))
            throw new ProviderRejectedException(0, "the app has grants for several APIs, and the inventory does not tell which one it is");
        if (found.Count == 0 && unnamed > 0)
            throw new ProviderRejectedException(0, "the app has a grant for an API that Microsoft Graph does not name: it may be this one");
        return found;
    }

    private static bool IsTheirs(RevocationTarget target, string? person, JsonElement grant)
    {
        var isEverybodys = grant.Text("consentType") == AllPrincipals;
        if (target.IsOneGrant && isEverybodys != (target.ConsentType == ConsentType.Tenant))
            return false;
        return isEverybodys
            ? target.ConsentType != ConsentType.Principal
            : person is not null && person.Equals(grant.Text("principalId"), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Null: the API of the grant has no name.</summary>
    private async Task<bool?> IsMeantAsync(RevocationTarget target, string id, JsonElement grant, CancellationToken cancellation) =>
        !target.IsOneGrant || id == target.GrantId || target.Resource is null
            ? true
            : await IsCalledAsync(Required(grant.Text("resourceId")), target.Resource, cancellation);

    private EntraGrant Delegated(JsonElement grant) => new(
        api.Address($"v1.0/oauth2PermissionGrants/{ProviderApi.Step(Required(grant.Text("id")))}"),
        (grant.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        grant.Clone());

    private async Task<List<EntraGrant>> FindRolesAsync(RevocationTarget target, string app, CancellationToken cancellation)
    {
        var found = new List<EntraGrant>();
        await foreach (
            var page in api.PagesAsync(api.Address($"v1.0/servicePrincipals/{app}/appRoleAssignments"), ProviderPages.OfGraph, cancellation)
        )
        {
            foreach (var role in page.List("value"))
            {
                var resource = Required(role.Text("resourceId"));
                if (
                    target is { IsOneGrant: true, Resource: { } called }
                    && DerivedGrantId.Of(ApplicationGrant, app, resource) != target.GrantId
                    && await IsCalledAsync(resource, called, cancellation) is not true
                )
                {
                    continue;
                }
                // From the resource's side, as https://learn.microsoft.com/graph/api/serviceprincipal-delete-approleassignments advises.
                var address = api.Address(
                    $"v1.0/servicePrincipals/{ProviderApi.Step(resource)}/appRoleAssignedTo/{ProviderApi.Step(Required(role.Text("id")))}");
                IReadOnlyList<string> scopes = target.IsOneGrant && role.Text("appRoleId") is { } roleId
                    ? [(await ApiAsync(resource, cancellation)).Roles.GetValueOrDefault(roleId, roleId)]
                    : [];
                found.Add(new EntraGrant(address, scopes, role.Clone()));
            }
        }
        return found;
    }

    /// <summary>The name that the inventory gives an API, or its object id where its service principal was not listed.</summary>
    /// <returns>Null: it has no service principal that tells.</returns>
    private async Task<bool?> IsCalledAsync(string resource, string called, CancellationToken cancellation)
    {
        if (resource.Equals(called, StringComparison.OrdinalIgnoreCase))
            return true;
        var known = await ApiAsync(resource, cancellation);
        if (known is { Name: null, AppId: null })
            return null;
        return called == known.Name || called.Equals(known.AppId, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<EntraApi> ApiAsync(string resource, CancellationToken cancellation)
    {
        if (apis.TryGetValue(resource, out var known))
            return known;
        var address = api.Address($"v1.0/servicePrincipals/{ProviderApi.Step(resource)}?$select=id,appId,displayName,appRoles");
        var answer = await api.FindAsync(address, cancellation);
        var roles = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var role in answer?.Body.Field("appRoles").Items() ?? [])
        {
            if (role.Text("id") is { } id && role.Text("value") is { Length: > 0 } value)
                roles[id] = value;
        }
        return apis[resource] = new EntraApi(RecordLimits.Name(answer?.Body.Text("displayName")), answer?.Body.Text("appId"), roles);
    }

    // Null: the tenant does not have the app (any more), so all its grants are gone too.
    private async Task<string?> FindPrincipalAsync(string clientId, CancellationToken cancellation)
    {
        if (clientId.StartsWith(EntraAppId.ObjectIdPrefix, StringComparison.Ordinal))
        {
            var objectId = RequireId(clientId[EntraAppId.ObjectIdPrefix.Length..]);
            return await api.FindAsync(api.Address($"v1.0/servicePrincipals/{objectId}?$select=id"), cancellation) is null
                ? null
                : objectId;
        }
        var filter = Uri.EscapeDataString($"appId eq '{RequireId(clientId)}'");
        var first = api.Address($"v1.0/servicePrincipals?$filter={filter}&$select=id");
        var found = new List<string>();
        // Graph may answer with an empty page that has a next one (https://learn.microsoft.com/graph/paging).
        await foreach (var page in api.PagesAsync(first, ProviderPages.OfGraph, cancellation))
            found.AddRange(page.List("value").Select(app => RequireId(Required(app.Text("id")))));
        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw new ProviderUnavailableException("Microsoft Graph: one app with several service principals");
    }

    private async Task<string?> FindPersonAsync(RevocationTarget target, CancellationToken cancellation)
    {
        if (target.PersonExternalId is { } id)
            return id;
        if (target.PersonEmail is { } email)
        {
            var answer = await api.FindAsync(api.Address($"v1.0/users/{ProviderApi.Step(email)}?$select=id"), cancellation);
            return Required(
                (answer ?? throw new ProviderRejectedException(404, "Microsoft Graph does not know the person by this address")).Body.Text(
                    "id"
                )
            );
        }
        return target.ConsentType == ConsentType.Principal
            ? throw new ProviderRejectedException(0, "it is not known whose grant it is")
            : null;
    }

    private void RequireOurTenant(RevocationTarget target)
    {
        if (
            target.Tenant is { } tenant
            && Guid.TryParse(tenant, out var theirs)
            && Guid.TryParse(connection.TenantId, out var ours)
            && theirs != ours
        )
        {
            throw new ProviderRejectedException(0, "the grant is in another tenant than the one that may be changed here");
        }
    }

    private static string RequireId(string text) =>
        Guid.TryParse(text, out var id)
            ? id.ToString("D")
            : throw new ProviderRejectedException(0, "the app is not known by an id of Entra");

    private static string Required(string? text) =>
        text ?? throw new ProviderUnavailableException("Microsoft Graph: an entry without its id");

    private sealed record EntraApi(string? Name, string? AppId, IReadOnlyDictionary<string, string> Roles);
}
