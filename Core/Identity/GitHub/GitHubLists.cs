using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Live;
using OAuthAttest.Json;

namespace OAuthAttest.Identity.GitHub;

/// <summary>The lists of an organization.</summary>
internal sealed class GitHubLists(ProviderApi api, string organization, Reading reading)
{
    private const string Installations = "installations";
    private readonly string path = $"orgs/{ProviderApi.Step(organization)}";

    public IAsyncEnumerable<JsonItem<GitHubMember>> Members(CancellationToken cancellation) =>
        ReadAsync("members", "members?filter=all&role=all", GitHubJson.Default.GitHubMember, member => member.Id?.ToString(), cancellation);

    public IAsyncEnumerable<JsonItem<GitHubTokenGrant>> Tokens(CancellationToken cancellation, string query = "") =>
        ReadAsync(
            "fine-grained tokens",
            $"personal-access-tokens{query}",
            GitHubJson.Default.GitHubTokenGrant,
            token => token.Id?.ToString(),
            cancellation
        );

    public IAsyncEnumerable<JsonItem<GitHubCredential>> Credentials(CancellationToken cancellation, string query = "") =>
        ReadAsync(
            "authorized credentials",
            $"credential-authorizations{query}",
            GitHubJson.Default.GitHubCredential,
            credential => credential.Id?.ToString(),
            cancellation
        );

    /// <summary>This list alone tells how long it is, on each of its pages.</summary>
    public async IAsyncEnumerable<JsonItem<GitHubInstalled>> Installed([EnumeratorCancellation] CancellationToken cancellation)
    {
        long? total = null;
        var read = 0L;
        var list = List(
            Installations,
            Installations,
            answer =>
            {
                var count = answer.Body.Field("total_count")?.TryGetInt64(out var told) == true
                    ? told
                    : throw LiveLists.NotWhole("GitHub: the list of installations does not say how long it is");
                if (total is { } before && before != count)
                    throw LiveLists.NotWhole("GitHub: the list of installations changed while it was read");
                total = count;
                return answer.List(Installations);
            },
            GitHubJson.Default.GitHubInstalled,
            installed => installed.Id?.ToString()
        );
        await foreach (var item in new LiveLists(api, reading).ReadAsync(list, cancellation))
        {
            read++;
            yield return item;
        }
        if (read != total && reading.Errors.Count == 0)
            throw LiveLists.NotWhole($"GitHub: of {total} installations it listed {read}");
    }

    private IAsyncEnumerable<JsonItem<T>> ReadAsync<T>(
        string name, string list, JsonTypeInfo<T> type, Func<T, string?> key, CancellationToken cancellation) =>
        new LiveLists(api, reading).ReadAsync(List(name, list, page => page.Whole(), type, key), cancellation);

    private LiveList<T> List<T>(
        string name, string list, Func<ProviderAnswer, JsonElement.ArrayEnumerator> items, JsonTypeInfo<T> type, Func<T, string?> key)
    {
        var first = GitHubPages.First(api, $"{path}/{list}");
        var pages = new GitHubPages(first, page => items(page).Count());
        return new LiveList<T>(name, first, pages.Next, page => items(page), type, key);
    }
}
