using System.Runtime.CompilerServices;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Google;

/// <summary>Makes records of a Workspace's lists.</summary>
internal static class GoogleRecords
{
    public static async IAsyncEnumerable<InventoryRecord> ReadAsync(
        IGoogleLists lists,
        Reading reading,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var accounts = new GoogleAccounts(reading.Errors);
        await foreach (var (user, origin) in lists.Users(cancellation))
        {
            if (accounts.Record(user, origin) is { } record)
                yield return record;
        }

        var history = new GoogleTokenHistory(accounts, reading);
        await foreach (var (activity, _) in lists.Activities(cancellation))
            history.Add(activity);

        var grants = new GoogleGrants(accounts, history, reading.Errors);
        await foreach (var (token, origin) in lists.Tokens(accounts, cancellation))
        {
            var record = grants.Record(token, origin);
            if (grants.FirstMention(token) is { } app)
                yield return app;
            if (record is not null)
                yield return record;
        }
        foreach (var record in grants.Rest())
            yield return record;
    }
}
