using Microsoft.EntityFrameworkCore;
using OAuthAttest.Persistence;

namespace OAuthAttest.Slack.People;

/// <summary>Whom Slack knows by an account that clicked.</summary>
public sealed class SlackPeople(IDbContextFactory<OAuthAttestDb> contexts, SlackAccountLookup lookup)
{
    /// <summary>
    /// The address; null: nobody of this workspace, a guest, a bot, or somebody without one. Slack is asked where the copy of its directory
    /// does not know the account.
    /// </summary>
    public async Task<string?> AddressAsync(string slackUserId, CancellationToken cancellation)
    {
        var user = await FindAsync(slackUserId, cancellation);
        if (user is null && await lookup.ReadAsync(slackUserId, cancellation))
            user = await FindAsync(slackUserId, cancellation);
        return user is { Deleted: false, IsBot: false, IsExternal: false, IsGuest: false } ? user.Email : null;
    }

    private async Task<SlackUser?> FindAsync(string slackUserId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<SlackUser>().AsNoTracking().SingleOrDefaultAsync(user => user.SlackUserId == slackUserId, cancellation);
    }
}
