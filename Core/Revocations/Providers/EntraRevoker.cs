using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Revocations.Providers;

/// <summary>Revokes permission grants at Microsoft Graph, reads whether they are gone, and puts them back.</summary>
/// <remarks>
/// https://learn.microsoft.com/graph/api/oauth2permissiongrant-delete and …/serviceprincipal-delete-approleassignedto. Needs
/// Application.Read.All, DelegatedPermissionGrant.ReadWrite.All and AppRoleAssignment.ReadWrite.All; for a person known by address
/// alone also User.Read.All.
/// </remarks>
internal sealed class EntraRevoker : IGrantRevoker
{
    private readonly RevokingProvider<EntraConnection> options;
    private readonly TimeProvider clock;
    private readonly ProviderApi api;
    private readonly EntraGrants grants;
    private readonly EntraNarrowing narrowing;

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
        grants = new EntraGrants(api, connection);
        narrowing = new EntraNarrowing(api);
    }

    public ProviderName Provider => ProviderName.Entra;

    public bool IsConfigured => options.Connection.IsConfigured;

    public bool CanNarrow => true;

    public Restorability Restorability => Restorability.Here;

    public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var found = await grants.FindAsync(target, cancellation);
            var removed = target.IsNarrowed
                ? await narrowing.NarrowAsync(target, found, cancellation)
                : await DeleteAsync(found, cancellation);
            return new RevocationAnswer(removed, clock.GetUtcNow() + options.TokenLifetime);
        });

    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
            EntraNarrowing.ToChange(target, await grants.FindAsync(target, cancellation)).Count == 0);

    public Task<LiveGrants> ReadAsync(RevocationTarget target, IReadOnlyCollection<string> known, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var found = await grants.FindAsync(target, cancellation);
            // The target is at one API, whose display name may have changed since: its scopes are compared by their names there.
            var asked = known.Select(Narrowing.NameAtItsApi).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var grown = found.SelectMany(grant => grant.Scopes).Where(scope => !asked.Contains(scope));
            var there = EntraNarrowing.ToChange(target, found);
            return new LiveGrants(
                there.Count, [.. grown.Distinct(StringComparer.OrdinalIgnoreCase)], [.. there.Select(grant => grant.Entry)])
            {
                IsListed = found.Count > 0,
            };
        });

    public Task RestoreAsync(RestoreRecipe recipe, CancellationToken cancellation) => RevocationFaults.NameAsync(async () =>
    {
        if (recipe.Entries is not { Count: > 0 } entries)
            throw new ProviderRejectedException(0, "nothing was listed when it was removed, so there is nothing to put back");
        var there = await grants.FindAsync(recipe.Target(), cancellation);
        foreach (var entry in entries)
        {
            if (there.FirstOrDefault(grant => IsSame(grant.Entry, entry)) is { } same)
            {
                await narrowing.WidenAsync(same, entry, cancellation);
                continue;
            }
            var (address, body) = Restoring(entry);
            if (await api.PostAsync(api.Address(address), body, cancellation) is null)
                throw new ProviderRejectedException(404, "the app, its API or the account is not in the tenant any more");
        }
        return true;
    });

    private async Task<int> DeleteAsync(IReadOnlyList<EntraGrant> found, CancellationToken cancellation)
    {
        var removed = 0;
        foreach (var grant in found)
        {
            if (await api.DeleteAsync(grant.Address, cancellation))
                removed++;
        }
        return removed;
    }

    /// <summary>
    /// Narrowed, put back by an earlier call, or given again by the person. The id of what was deleted may be another one.
    /// </summary>
    private static bool IsSame(JsonElement one, JsonElement other) =>
        (one.Text("resourceId"), one.Text("appRoleId")) == (other.Text("resourceId"), other.Text("appRoleId"));

    private static (string Address, JsonObject Body) Restoring(JsonElement entry)
    {
        var resource = Of(entry, "resourceId");
        return entry.Text("appRoleId") is { } role
            ? (
                $"v1.0/servicePrincipals/{ProviderApi.Step(resource)}/appRoleAssignedTo",
                new JsonObject
                {
                    ["principalId"] = Of(entry, "principalId"),
                    ["resourceId"] = resource,
                    ["appRoleId"] = role,
                }
            )
            : (
                "v1.0/oauth2PermissionGrants",
                new JsonObject
                {
                    ["clientId"] = Of(entry, "clientId"),
                    ["consentType"] = Of(entry, "consentType"),
                    ["principalId"] = entry.Text("principalId"),
                    ["resourceId"] = resource,
                    ["scope"] = entry.Text("scope") ?? "",
                }
            );
    }

    private static string Of(JsonElement entry, string name) =>
        entry.Text(name) ?? throw new ProviderRejectedException(0, $"the stored entry has no {name}");
}
