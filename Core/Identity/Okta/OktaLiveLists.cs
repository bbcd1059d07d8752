using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Identity.Okta;

/// <summary>The lists of an Okta org over live calls.</summary>
internal sealed class OktaLiveLists(ProviderApi api, LiveReading settings, Reading reading) : IOktaLists
{
    /// <summary>The fullest page that Okta gives.</summary>
    public const int APage = 200;

    private readonly LiveLists lists = new(api, reading);

    /// <summary>The next page. A full page without any link lost its header on the way: it cannot be told whether more follow.</summary>
    public static Uri? Next(ProviderAnswer page) =>
        page.Link is null && page.Whole().Count() >= APage
            ? throw LiveLists.NotWhole("Okta: a full page does not say whether another follows")
            : ProviderPages.OfOkta(page);

    public IAsyncEnumerable<JsonItem<OktaApp>> Apps(CancellationToken cancellation) =>
        lists.ReadAsync(List("apps", $"api/v1/apps?limit={APage}", OktaJson.Default.OktaApp, app => app.Id), cancellation);

    /// <summary>All users. The list of users leaves out those who were deprovisioned, who may still have grants.</summary>
    public async IAsyncEnumerable<JsonItem<OktaUser>> Users([EnumeratorCancellation] CancellationToken cancellation)
    {
        var left = Uri.EscapeDataString("status eq \"DEPROVISIONED\"");
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, filter) in ((string, string)[])[("users", ""), ("deprovisioned users", $"&filter={left}")])
        {
            var list = List(name, $"api/v1/users?limit={APage}{filter}", OktaJson.Default.OktaUser, user => user.Id);
            await foreach (var user in lists.ReadAsync(list, cancellation))
            {
                // Whoever was deprovisioned between the two lists is in both.
                if (user.Value.Id is null || read.Add(user.Value.Id))
                    yield return user;
            }
        }
    }

    public async IAsyncEnumerable<OktaOwned> GrantsOfUsers(OktaUsers users, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var answers = Ahead.SelectAsync(
            [.. users.Ids],
            settings.AtOnce,
            async (id, token) =>
            {
                var user = $"api/v1/users/{ProviderApi.Step(id)}";
                return (Id: id, Grants: await GrantsAsync($"grants of user {id}", $"{user}/grants?expand=scope&limit={APage}", user, token));
            },
            cancellation
        );
        await foreach (var (id, grants) in answers)
        {
            foreach (var grant in grants)
            {
                if (grant.Value.UserId is { } named && named != id)
                    throw LiveLists.NotWhole($"Okta: {grant.Origin} is another user's");
                yield return new OktaOwned(grant, id);
            }
        }
    }

    public async IAsyncEnumerable<JsonItem<OktaGrant>> AppGrants(OktaApps apps, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var answers = Ahead.SelectAsync(
            [.. apps.ClientAppIds],
            settings.AtOnce,
            (id, token) =>
            {
                var app = $"api/v1/apps/{ProviderApi.Step(id)}";
                return GrantsAsync($"grants of app {id}", $"{app}/grants?expand=scope", app, token);
            },
            cancellation
        );
        await foreach (var grants in answers)
        {
            foreach (var grant in grants)
                yield return grant;
        }
    }

    /// <summary>All grants of one owner; none if it was deleted since it was listed.</summary>
    private async Task<IReadOnlyList<JsonItem<OktaGrant>>> GrantsAsync(
        string name, string path, string owner, CancellationToken cancellation)
    {
        var list = List(name, path, OktaJson.Default.OktaGrant, grant => grant.Id);
        var grants = new List<JsonItem<OktaGrant>>();
        try
        {
            await foreach (var grant in lists.ReadAsync(list, cancellation))
                grants.Add(grant);
            return grants;
        }
        catch (ProviderRejectedException gone) when (gone.Status == 404)
        {
            return await api.FindAsync(api.Address(owner), cancellation) is null
                ? []
                : throw LiveLists.NotWhole($"Okta: it does not list the {name}, but knows whose they are", gone);
        }
    }

    private LiveList<T> List<T>(string name, string path, JsonTypeInfo<T> type, Func<T, string?> key) =>
        new(name, api.Address(path), Next, page => page.Whole(), type, key);
}
