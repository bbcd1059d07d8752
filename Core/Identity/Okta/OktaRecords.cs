using System.Runtime.CompilerServices;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.Okta;

/// <summary>Makes records of an org's lists.</summary>
internal static class OktaRecords
{
    public static async IAsyncEnumerable<InventoryRecord> ReadAsync(
        IOktaLists lists,
        Reading reading,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var apps = new OktaApps(reading.Errors);
        await foreach (var (app, origin) in lists.Apps(cancellation))
            apps.Add(app, origin);
        var users = new OktaUsers(reading.Errors);
        await foreach (var (user, origin) in lists.Users(cancellation))
        {
            if (users.Record(user, origin) is { } record)
                yield return record;
        }

        var gathered = new OktaGrants(apps, reading);
        await foreach (var (grant, owner) in lists.GrantsOfUsers(users, cancellation))
        {
            foreach (var record in gathered.AddOfUser(grant.Value, owner, grant.Origin))
                yield return record;
        }
        await foreach (var (grant, origin) in lists.AppGrants(apps, cancellation))
        {
            foreach (var record in gathered.Add(grant, origin))
                yield return record;
        }
        foreach (var record in gathered.Rest())
            yield return record;
    }
}
