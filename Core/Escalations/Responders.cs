using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OAuthAttest.Addresses;
using OAuthAttest.Persistence;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Escalations;

/// <summary>Who may act on an incident: the Slack user ids and email addresses of <see cref="EscalationOptions.Responders"/>.</summary>
public sealed class Responders(IDbContextFactory<OAuthAttestDb> databases, IOptions<EscalationOptions> options)
{
    /// <summary>Somebody is named by an address, which only Slack's directory leads to an account.</summary>
    public bool NeedDirectory => options.Value.Responders.Any(entry => EmailAddress.Of(entry) is not null);

    /// <summary>False also for accounts that Slack's directory lists as deleted, and for bots, even if they are configured.</summary>
    public async Task<bool> IsAllowedAsync(string slackUserId, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(slackUserId))
            return false;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var account = await db.Set<SlackUser>().AsNoTracking()
            .Where(user => user.SlackUserId == slackUserId)
            .Select(user => new { user.Email, IsPerson = !user.Deleted && !user.IsBot })
            .SingleOrDefaultAsync(cancellation);
        if (account is { IsPerson: false })
            return false;
        // A person configured by Slack id may act before the directory was ever read; an email address needs the directory.
        return options.Value.Responders.Any(entry => EmailAddress.Of(entry) is { } address
            ? string.Equals(address, account?.Email, StringComparison.Ordinal)
            : string.Equals(entry, slackUserId, StringComparison.Ordinal));
    }
}
