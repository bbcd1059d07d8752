using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OAuthAttest.Addresses;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Slack.People;

namespace OAuthAttest.ScopeAudits.Approving;

/// <param name="SlackUserId">The account that clicked.</param>
/// <param name="Email">As Slack's directory has it.</param>
public sealed record ScopePerson(string SlackUserId, string Email);

/// <summary>Who proposes and who approves: people of the workspace whose address Slack tells.</summary>
public sealed class ScopePeople(
    IDbContextFactory<OAuthAttestDb> databases, SlackAccountLookup lookup, IOptions<ScopeAuditOptions> options)
{
    /// <summary>Somebody may approve in Slack.</summary>
    public bool HasApprovers => options.Value.Approvers.Count > 0;

    /// <summary>Of an account that the directory's copy does not know, Slack is asked.</summary>
    /// <returns>
    /// Null: it is no person of this workspace, or has no address there. Without one nobody could tell whether they made a change.
    /// </returns>
    public async Task<ScopePerson?> FindAsync(string slackUserId, CancellationToken cancellation)
    {
        if (await AccountAsync(slackUserId, cancellation) is { } known)
            return Person(known);
        return await lookup.ReadAsync(slackUserId, cancellation) && await AccountAsync(slackUserId, cancellation) is { } found
            ? Person(found)
            : null;
    }

    public bool IsApprover(ScopePerson person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return options.Value.Approvers.Any(entry => EmailAddress.Of(entry) is { } address
            ? EmailAddress.AreSame(address, person.Email)
            : string.Equals(entry, person.SlackUserId, StringComparison.Ordinal));
    }

    private static ScopePerson? Person(SlackUser account) =>
        account is { Deleted: false, IsBot: false, IsExternal: false, IsGuest: false, Email: { } email }
            ? new(account.SlackUserId, email)
            : null;

    private async Task<SlackUser?> AccountAsync(string slackUserId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<SlackUser>().AsNoTracking().SingleOrDefaultAsync(user => user.SlackUserId == slackUserId, cancellation);
    }
}
