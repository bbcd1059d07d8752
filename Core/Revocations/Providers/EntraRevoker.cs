using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Json;

namespace OAuthAttest.Revocations.Providers;

/// <summary>
/// Revokes permission grants at Microsoft Graph. A consent's type is the broadest that its records reported, so a broader type includes
/// the narrower ones: everybody's grants with the person's own, the app's roles with both.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/graph/api/oauth2permissiongrant-delete and …/serviceprincipal-delete-approleassignedto. Needs
/// Application.Read.All, DelegatedPermissionGrant.ReadWrite.All and AppRoleAssignment.ReadWrite.All; for a person known by address
/// alone also User.Read.All.
/// </remarks>
internal sealed class EntraRevoker : IGrantRevoker
{
    private const string AllPrincipals = "AllPrincipals";

    private readonly RevokingProvider<EntraConnection> options;
    private readonly TimeProvider clock;
    private readonly ProviderApi api;

    public EntraRevoker(
        IHttpClientFactory clients,
        [FromKeyedServices(RevocationOptions.Section)] TokenCredential credential,
        IOptions<RevocationOptions> options,
        TimeProvider clock
    )
    {
        (this.options, this.clock) = (options.Value.Entra, clock);
        var connection = this.options.Connection;
        api = new ProviderApi(
            clients,
            new ProviderAccess(
                "Microsoft Graph",
                connection.BaseUrl,
                connection.RequestTimeout,
                new EntraAuthorization(credential, connection)
            ),
            clock
        );
    }

    public ProviderName Provider => ProviderName.Entra;

    public bool IsConfigured => options.Connection.IsConfigured;

    public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var removed = 0;
            foreach (var address in await FindAsync(target, cancellation))
            {
                if (await api.DeleteAsync(address, cancellation))
                    removed++;
            }
            return new RevocationAnswer(removed, clock.GetUtcNow() + options.TokenLifetime);
        });

    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () => (await FindAsync(target, cancellation)).Count == 0);

    /// <summary>The URLs of all grants to delete. Empty only when every list was read to its end.</summary>
    private async Task<IReadOnlyList<Uri>> FindAsync(RevocationTarget target, CancellationToken cancellation)
    {
        RequireOurTenant(target);
        if (await FindPrincipalAsync(target.ClientId, cancellation) is not { } app)
            return [];
        var person = await FindPersonAsync(target, cancellation);
        var found = new List<Uri>();
        var grants = api.Address($"v1.0/oauth2PermissionGrants?$filter={Uri.EscapeDataString($"clientId eq '{app}'")}");
        await foreach (var page in api.PagesAsync(grants, ProviderPages.OfGraph, cancellation))
        {
            foreach (var grant in page.List("value"))
            {
                var isEverybodys = grant.Text("consentType") == AllPrincipals;
                if (
                    isEverybodys
                        ? target.ConsentType != ConsentType.Principal
                        : person is not null && person.Equals(grant.Text("principalId"), StringComparison.OrdinalIgnoreCase)
                )
                {
                    found.Add(api.Address($"v1.0/oauth2PermissionGrants/{ProviderApi.Step(Required(grant.Text("id")))}"));
                }
            }
        }
        if (target.ConsentType == ConsentType.Application)
            found.AddRange(await FindRolesAsync(app, cancellation));
        return found;
    }

    private async Task<IReadOnlyList<Uri>> FindRolesAsync(string app, CancellationToken cancellation)
    {
        var found = new List<Uri>();
        await foreach (
            var page in api.PagesAsync(api.Address($"v1.0/servicePrincipals/{app}/appRoleAssignments"), ProviderPages.OfGraph, cancellation)
        )
        {
            // From the resource's side, as https://learn.microsoft.com/graph/api/serviceprincipal-delete-approleassignments advises.
            foreach (var role in page.List("value"))
            {
                found.Add(
                    api.Address(
                        $"v1.0/servicePrincipals/{ProviderApi.Step(Required(role.Text("resourceId")))}"
                            + $"/appRoleAssignedTo/{ProviderApi.Step(Required(role.Text("id")))}"
                    )
                );
            }
        }
        return found;
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
        var answer = await api.GetAsync(api.Address($"v1.0/servicePrincipals?$filter={filter}&$select=id"), cancellation);
        var found = answer.List("value").Select(app => RequireId(Required(app.Text("id")))).ToList();
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
            && Guid.TryParse(options.Connection.TenantId, out var ours)
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
}
