using System.Globalization;
using System.Runtime.CompilerServices;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Identity.Google;

/// <summary>The lists of a Workspace over live calls; each API has a token of its own, with no more than it needs.</summary>
internal sealed class GoogleLiveLists(
    ProviderApi directory,
    ProviderApi security,
    ProviderApi reports,
    LiveReading settings,
    TimeProvider clock,
    Reading reading
) : IGoogleLists
{
    private const string TokenList = "admin#directory#tokenList";
    private const int UsersAPage = 500;
    private const int ActivitiesAPage = 1000;

    private const string UserFields =
        "kind,nextPageToken,users(id,primaryEmail,name/fullName,suspended,archived,relations,aliases,emails)";

    // The report keeps no more (https://support.google.com/a/answer/7061566).
    private static readonly TimeSpan ReportKept = TimeSpan.FromDays(180);

    public IAsyncEnumerable<JsonItem<GoogleUser>> Users(CancellationToken cancellation)
    {
        var first = directory.Address(
            string.Create(
                CultureInfo.InvariantCulture,
                $"admin/directory/v1/users?customer=my_customer&maxResults={UsersAPage}&orderBy=email"
                    + $"&fields={Uri.EscapeDataString(UserFields)}"
            )
        );
        var list = new LiveList<GoogleUser>(
            "users",
            first,
            ProviderPages.OfGoogle(first),
            page => page.Listed("users", "admin#directory#users"),
            GoogleJson.Default.GoogleUser,
            user => user.Id
        );
        return new LiveLists(directory, reading).ReadAsync(list, cancellation);
    }

    public async IAsyncEnumerable<JsonItem<GoogleActivity>> Activities([EnumeratorCancellation] CancellationToken cancellation)
    {
        // From midnight on, so that a reading that goes on in another worker asks for the same.
        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        await foreach (var activity in ActivitiesAsync("authorize", today - ReportKept, cancellation))
            yield return activity;
        if (settings.UsageWindow == TimeSpan.Zero)
            yield break;
        await foreach (var activity in ActivitiesAsync("activity", today - settings.UsageWindow, cancellation))
            yield return activity;
    }

    public async IAsyncEnumerable<JsonItem<GoogleToken>> Tokens(
        GoogleAccounts accounts,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var answers = Ahead.SelectAsync(
            [.. accounts.Ids],
            settings.AtOnce,
            async (id, token) => (Id: id, Tokens: await TokensOfAsync(id, token)),
            cancellation
        );
        await foreach (var (id, tokens) in answers)
        {
            foreach (var item in tokens)
            {
                if (item.Value.UserKey is { } key && accounts.IdOf(key) != id)
                    throw LiveLists.NotWhole($"Google: {item.Origin} is another user's");
                yield return item with { Value = item.Value with { UserKey = id } };
            }
        }
    }

    private IAsyncEnumerable<JsonItem<GoogleActivity>> ActivitiesAsync(
        string name, DateTimeOffset from, CancellationToken cancellation)
    {
        var first = reports.Address(
            string.Create(
                CultureInfo.InvariantCulture,
                $"admin/reports/v1/activity/users/all/applications/token?eventName={name}"
                    + $"&startTime={Time(from)}&maxResults={ActivitiesAPage}"
            )
        );
        var list = new LiveList<GoogleActivity>(
            $"token report, {name}",
            first,
            ProviderPages.OfGoogle(first),
            page => page.Listed("items", "admin#reports#activities"),
            GoogleJson.Default.GoogleActivity,
            // New events come in while the report is read, so one on two pages is no sign of a page that is missing.
            _ => null
        );
        return new LiveLists(reports, reading).ReadAsync(list, cancellation);
    }

    /// <summary>One user's tokens; none if the user was deleted since the users were listed.</summary>
    private async Task<IReadOnlyList<JsonItem<GoogleToken>>> TokensOfAsync(string id, CancellationToken cancellation)
    {
        var user = $"admin/directory/v1/users/{ProviderApi.Step(id)}";
        var first = security.Address($"{user}/tokens");
        if (await security.FindAsync(first, cancellation) is not { } answer)
        {
            return await directory.FindAsync(directory.Address($"{user}?fields=id"), cancellation) is null
                ? []
                : throw LiveLists.NotWhole("Google: it knows a user, but does not list their tokens");
        }
        var tokens = new List<JsonItem<GoogleToken>>();
        foreach (var item in answer.Listed("items", TokenList))
        {
            var origin = new RecordOrigin($"tokens of user {id}", 0, tokens.Count);
            tokens.Add(new JsonItem<GoogleToken>(answer.Read(item, GoogleJson.Default.GoogleToken), origin));
        }
        // No page of this list was ever seen to have a successor; should one come, its rest must not be left out.
        return ProviderPages.OfGoogle(first)(answer) is null
            ? tokens
            : throw LiveLists.NotWhole("Google: a user's tokens come in pages, which is not known of this list");
    }

    private static string Time(DateTimeOffset at) =>
        Uri.EscapeDataString(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
