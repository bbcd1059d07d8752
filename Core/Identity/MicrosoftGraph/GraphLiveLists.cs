using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Live;
using OAuthAttest.Json;

namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>The ways to call Graph for one reading.</summary>
/// <param name="Directory">The directory's lists.</param>
/// <param name="Counting">The same with the header without which Graph counts nothing.</param>
/// <param name="Reports">The sign-in log, which has a far lower limit.</param>
internal sealed record GraphApis(ProviderApi Directory, ProviderApi Counting, ProviderApi Reports);

/// <summary>
/// The inventory's lists over live calls, each followed by its links to the end. A list that cannot be whole is an error: a page that
/// came twice, one that follows itself, and fewer elements than Graph counts.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/graph/paging; https://learn.microsoft.com/graph/aad-advanced-queries for counts, which these lists
/// support.
/// </remarks>
internal sealed class GraphLiveLists(GraphApis apis, Reading reading, GraphLiveOptions options) : IGraphLists
{
    private const string UserFields = "id,displayName,mail,userPrincipalName,otherMails,proxyAddresses,accountEnabled,userType";
    private const string PrincipalFields = "id,appId,displayName,publisherName,verifiedPublisher,appRoles";

    /// <summary>
    /// The sign-in log's kinds: what a person does, what an app does with a person's token, what an app does by itself.
    /// </summary>
    private static readonly string[] SignInKinds = ["", "nonInteractiveUser", "servicePrincipal"];

    /// <summary>While a list is read, others change it: so much of it may be gone since it was listed, or new since.</summary>
    private const int OneIn = 1000;

    // A service principal may carry hundreds of roles: 999 of them would not fit an answer.
    private const int PrincipalsAPage = 250;

    public IAsyncEnumerable<JsonItem<GraphServicePrincipal>> PrincipalsAsync(CancellationToken cancellation) =>
        CountedAsync(
            "servicePrincipals",
            $"$select={PrincipalFields}&$top={PrincipalsAPage}",
            GraphJson.Default.GraphServicePrincipal,
            cancellation
        );

    public IAsyncEnumerable<JsonItem<GraphUser>> UsersAsync(CancellationToken cancellation) =>
        CountedAsync(
            "users",
            $"$select={UserFields}&$expand=manager($select=mail,userPrincipalName)&$top=999",
            GraphJson.Default.GraphUser,
            cancellation
        );

    public IAsyncEnumerable<JsonItem<GraphPermissionGrant>> GrantsAsync(CancellationToken cancellation) =>
        CountedAsync("oauth2PermissionGrants", "$top=999", GraphJson.Default.GraphPermissionGrant, cancellation);

    public async IAsyncEnumerable<JsonItem<GraphAppRoleAssignment>> AssignmentsAsync(
        IReadOnlyList<string> offering,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var lists = Ahead.SelectAsync(offering, options.Concurrency, ReadAssignmentsAsync, cancellation);
        await foreach (var list in lists)
        {
            foreach (var item in list)
                yield return item;
        }
    }

    public async IAsyncEnumerable<JsonItem<GraphSignIn>> SignInsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (options.SignInsSince is not { } since)
            yield break;
        var from = since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        foreach (var kind in SignInKinds)
        {
            var filter = $"createdDateTime ge {from}"
                + (kind.Length == 0 ? "" : $" and signInEventTypes/any(t: t eq '{kind}')");
            var first = apis.Reports.Address($"beta/auditLogs/signIns?$filter={Uri.EscapeDataString(filter)}&$top=999");
            if (await RefusalOfLogAsync(first, cancellation) is { } refusal)
            {
                reading.Note(refusal);
                yield break;
            }
            var pages = 0;
            await foreach (var page in apis.Reports.PagesAsync(first, ProviderPages.OfGraph, cancellation))
            {
                foreach (var item in Items(page, $"signIns {kind}".TrimEnd(), ++pages, GraphJson.Default.GraphSignIn))
                    yield return item;
                if (pages < options.MostSignInPages)
                    continue;
                reading.Note(
                    $"The sign-in log has more than {pages} pages for this time: apps may have been used later than is known."
                );
                break;
            }
        }
    }

    /// <summary>A tenant without a licence for the log has no times of use; its grants are as whole as any.</summary>
    private async Task<string?> RefusalOfLogAsync(Uri first, CancellationToken cancellation)
    {
        try
        {
            await apis.Reports.GetAsync(first, cancellation);
            return null;
        }
        catch (ProviderRejectedException e) when (e.Status == 403)
        {
            return $"The sign-in log was not read ({e.Message}): when apps were last used stays as it was known. It needs "
                + "AuditLog.Read.All and Entra ID P1 or P2.";
        }
    }

    private async Task<IReadOnlyList<JsonItem<GraphAppRoleAssignment>>> ReadAssignmentsAsync(string api, CancellationToken cancellation)
    {
        var name = $"appRoleAssignedTo of {api}";
        var first = apis.Counting.Address($"v1.0/servicePrincipals/{ProviderApi.Step(api)}/appRoleAssignedTo?$count=true&$top=999");
        var found = new List<JsonItem<GraphAppRoleAssignment>>();
        long? counted = null;
        var pages = new PageDigests(name);
        await foreach (var page in apis.Counting.PagesAsync(first, ProviderPages.OfGraph, cancellation))
        {
            counted ??= Count(page);
            var number = pages.Add(page);
            found.AddRange(Items(page, name, number, GraphJson.Default.GraphAppRoleAssignment));
        }
        RefuseCut(name, pages.Elements, counted);
        return found;
    }

    private async IAsyncEnumerable<JsonItem<T>> CountedAsync<T>(
        string list,
        string query,
        JsonTypeInfo<T> type,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var pages = new PageDigests(list);
        var first = apis.Directory.Address($"v1.0/{list}?{query}");
        await foreach (var page in Ahead.OneAsync(apis.Directory.PagesAsync(first, ProviderPages.OfGraph, cancellation), cancellation))
        {
            var number = pages.Add(page);
            foreach (var item in Items(page, list, number, type))
                yield return item;
        }
        // Counted after the list was read: what was added meanwhile may be missing from it, and is within the tolerance or read again.
        var count = apis.Counting.Address($"v1.0/{list}?$count=true&$select=id&$top=1");
        RefuseCut(list, pages.Elements, Count(await apis.Counting.GetAsync(count, cancellation)));
    }

    private void RefuseCut(string list, long elements, long? counted)
    {
        if (counted is null)
        {
            reading.Note($"Graph does not count {list}: that it is whole follows from its links alone.");
        }
        else if (elements + (counted / OneIn) < counted)
        {
            throw new InventoryRejectedException(
                $"Microsoft Graph counts {counted} {list}, and {elements} were listed: the list is not whole, nothing was changed."
            );
        }
    }

    private IEnumerable<JsonItem<T>> Items<T>(ProviderAnswer page, string list, int number, JsonTypeInfo<T> type)
    {
        var name = $"{list}, page {number.ToString(CultureInfo.InvariantCulture)}";
        var index = 0;
        foreach (var element in page.List("value"))
        {
            var origin = new RecordOrigin(name, 1, index++);
            if (TryRead(element, origin, type, out var item))
                yield return new JsonItem<T>(item, origin);
        }
    }

    private bool TryRead<T>(JsonElement element, RecordOrigin origin, JsonTypeInfo<T> type, out T item)
    {
        item = default!;
        if (element.ValueKind != JsonValueKind.Object)
        {
            reading.Errors.Add(origin, "", "is no object");
            return false;
        }
        try
        {
            item = element.Deserialize(type)!;
            return true;
        }
        catch (JsonException wrong)
        {
            reading.Errors.Add(origin, (wrong.Path ?? "").TrimStart('$').TrimStart('.'), "has the wrong type");
            return false;
        }
    }

    private static long? Count(ProviderAnswer answer) =>
        answer.Body.Field("@odata.count") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) ? count : null;

    /// <summary>
    /// A list that changes while it is paged shows an item on two pages, and that is allowed; a whole page again is another page's place.
    /// </summary>
    private sealed class PageDigests(string list)
    {
        private readonly HashSet<string> seen = new(StringComparer.Ordinal);
        private int pages;

        public long Elements { get; private set; }

        /// <returns>The page's number.</returns>
        public int Add(ProviderAnswer page)
        {
            pages++;
            var elements = page.List("value").Count();
            Elements += elements;
            var digest = SHA256.HashData(JsonMarshal.GetRawUtf8Value(page.Body.GetProperty("value")));
            if (elements > 0 && !seen.Add(Convert.ToBase64String(digest)))
            {
                throw new InventoryRejectedException(
                    $"Microsoft Graph answered page {pages} of {list} with a page that it had answered before: the list is not whole."
                );
            }
            return pages;
        }
    }
}

/// <param name="SignInsSince">From when on the sign-in log is read; null: it is not.</param>
/// <param name="Concurrency">So many lists are read at a time.</param>
/// <param name="MostSignInPages">So many pages of each kind of sign-in are read.</param>
internal sealed record GraphLiveOptions(DateTimeOffset? SignInsSince, int Concurrency, int MostSignInPages);
