using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OAuthAttest.Addresses;
using OAuthAttest.Persistence;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Escalations;

/// <summary>Who may act on an incident: the Slack user ids and email addresses of <see cref="EscalationOptions.Responders"/>.</summary>
/// <param name="lookup">Asks Slack for an account that the directory's copy does not know; null: only the copy counts.</param>
public sealed class Responders(
    IDbContextFactory<OAuthAttestDb> databases,
    IOptions<EscalationOptions> options,
    SlackAccountLookup? lookup = null
)
{
    /// <summary>Somebody is named by an address, which only Slack's directory leads to an account.</summary>
    public bool NeedDirectory => options.Value.Responders.Any(entry => EmailAddress.Of(entry) is not null);

    /// <summary>False also for accounts that Slack's directory lists as deleted, and for bots, even if they are configured.</summary>
    public async Task<bool> IsAllowedAsync(string slackUserId, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(slackUserId))
            return false;
        var account = await FindAsync(slackUserId, cancellation);
        if (IsAllowed(slackUserId, account))
            return true;
        return account is null && NeedDirectory && lookup is not null
            && await lookup.ReadAsync(slackUserId, cancellation)
            && IsAllowed(slackUserId, await FindAsync(slackUserId, cancellation));
    }

    // A person configured by Slack id may act before the directory was ever read, and from another workspace too: the id was named. An
    // email address needs the directory, and only this workspace can vouch for it.
    private bool IsAllowed(string slackUserId, SlackUser? account) =>
        account is not ({ Deleted: true } or { IsBot: true })
        && options.Value.Responders.Any(entry => EmailAddress.Of(entry) is { } address
            ? account is { IsExternal: false } && address == account.Email
            : string.Equals(entry, slackUserId, StringComparison.Ordinal));

    private async Task<SlackUser?> FindAsync(string slackUserId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<SlackUser>().AsNoTracking().SingleOrDefaultAsync(user => user.SlackUserId == slackUserId, cancellation);
    }
}
