using System.Runtime.CompilerServices;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>From Graph's lists to the inventory's records, for an export and for live calls alike.</summary>
internal static class GraphInventoryFlow
{
    public static async IAsyncEnumerable<InventoryRecord> ReadAsync(
        IGraphLists lists,
        Reading reading,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var apps = new GraphApps(reading.Errors);
        await foreach (var (principal, origin) in lists.PrincipalsAsync(cancellation))
            apps.Add(principal, origin);
        await foreach (var (user, origin) in lists.UsersAsync(cancellation))
        {
            if (GraphUsers.Record(user, origin, reading.Errors) is { } record)
                yield return record;
        }
        var signIns = new GraphSignIns(reading);
        await foreach (var (signIn, origin) in lists.SignInsAsync(cancellation))
            signIns.Add(signIn, origin);
        var delegated = new GraphDelegatedGrants(apps, signIns, reading.Errors);
        await foreach (var (grant, origin) in lists.GrantsAsync(cancellation))
        {
            if (delegated.Record(grant, origin) is not { } record)
                continue;
            if (apps.FirstMention(grant.ClientId!) is { } app)
                yield return app;
            yield return record;
        }
        var application = new GraphApplicationGrants(apps, signIns, reading);
        await foreach (var (assignment, origin) in lists.AssignmentsAsync(apps.OfferingRoles, cancellation))
            application.Add(assignment, origin);
        foreach (var (client, record) in application.Records())
        {
            if (apps.FirstMention(client) is { } app)
                yield return app;
            yield return record;
        }
        apps.RefuseCutList();
    }
}
