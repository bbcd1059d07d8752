using Microsoft.Extensions.Options;
using OAuthAttest.Addresses;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Slack.People;

namespace OAuthAttest.ScopeAudits.Approving;

/// <param name="SlackUserId">The account that clicked.</param>
/// <param name="Email">As Slack's directory has it.</param>
public sealed record ScopePerson(string SlackUserId, string Email);

/// <summary>Who proposes and who approves: people of the workspace whose address Slack tells.</summary>
public sealed class ScopePeople(SlackPeople people, IOptions<ScopeAuditOptions> options)
{
    /// <summary>Somebody may approve in Slack.</summary>
    public bool HasApprovers => options.Value.Approvers.Count > 0;

    /// <summary>Of an account that the directory's copy does not know, Slack is asked.</summary>
    /// <returns>
    /// Null: it is no person of this workspace, or has no address there. Without one nobody could tell whether they made a change.
    /// </returns>
    public async Task<ScopePerson?> FindAsync(string slackUserId, CancellationToken cancellation) =>
        await people.AddressAsync(slackUserId, cancellation) is { } email ? new ScopePerson(slackUserId, email) : null;

    public bool IsApprover(ScopePerson person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return options.Value.Approvers.Any(entry => EmailAddress.Of(entry) is { } address
            ? EmailAddress.AreSame(address, person.Email)
            : string.Equals(entry, person.SlackUserId, StringComparison.Ordinal));
    }
}
