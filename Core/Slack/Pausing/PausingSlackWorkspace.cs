using Microsoft.Extensions.Options;
using OAuthAttest.Slack.Blocks;

namespace OAuthAttest.Slack.Pausing;

/// <summary>
/// The workspace, with one pause for all who send (<see cref="SlackPauses"/>). What answers a click is not held back: Slack has just
/// delivered the click.
/// </summary>
internal sealed class PausingSlackWorkspace(ISlackWorkspace slack, SlackPauses pauses, IOptions<SlackOptions> options) : ISlackWorkspace
{
    public Task<SlackSendOutcome> PostAsync(string target, string messageKey, SlackMessage message, CancellationToken cancellation) =>
        CallAsync("chat.postMessage", ScopeOf(target), () => slack.PostAsync(target, messageKey, message, cancellation), cancellation);

    public Task<SlackSendOutcome> UpdateAsync(string channel, string timestamp, SlackMessage message, CancellationToken cancellation) =>
        CallAsync("chat.update", SlackPauses.Updates, () => slack.UpdateAsync(channel, timestamp, message, cancellation), cancellation);

    public Task<SlackHistorySearch> FindOwnMessageAsync(
        string target, string messageKey, DateTimeOffset firstAttemptAt, CancellationToken cancellation) =>
        CallAsync(
            "conversations.history", null, () => slack.FindOwnMessageAsync(target, messageKey, firstAttemptAt, cancellation), cancellation);

    public Task<SlackHistorySearch> FindOwnReplyAsync(SlackThread thread, string messageKey, CancellationToken cancellation) =>
        CallAsync("conversations.replies", null, () => slack.FindOwnReplyAsync(thread, messageKey, cancellation), cancellation);

    public Task<Uri?> FindPermalinkAsync(string channel, string timestamp, CancellationToken cancellation) =>
        CallAsync("chat.getPermalink", null, () => slack.FindPermalinkAsync(channel, timestamp, cancellation), cancellation);

    public Task<bool> OpenViewAsync(string triggerId, SlackModal modal, CancellationToken cancellation) =>
        slack.OpenViewAsync(triggerId, modal, cancellation);

    public Task<SlackTeam> FindTeamAsync(CancellationToken cancellation) => slack.FindTeamAsync(cancellation);

    public Task<SlackUserPage> ListUsersAsync(string? cursor, SlackTeam team, CancellationToken cancellation) =>
        slack.ListUsersAsync(cursor, team, cancellation);

    public Task<SlackUserRecord?> FindUserAsync(string userId, CancellationToken cancellation) =>
        slack.FindUserAsync(userId, cancellation);

    public Task<bool> RespondAsync(Uri responseUrl, SlackMessage message, SlackResponseKind kind, CancellationToken cancellation) =>
        slack.RespondAsync(responseUrl, message, kind, cancellation);

    private static string ScopeOf(string target) => target[0] is 'U' or 'W' or 'D' ? SlackPauses.DirectMessages : target;

    // What Slack said is recorded also when the caller has gone.
    private async Task<T> CallAsync<T>(string method, string? scope, Func<Task<T>> call, CancellationToken cancellation)
    {
        var pass = await pauses.EnterAsync(method, scope, options.Value.SendLease, cancellation);
        try
        {
            var answer = await call();
            await pauses.AnsweredAsync(pass, isAccepted: true, CancellationToken.None);
            return answer;
        }
        catch (SlackConfigurationException e)
        {
            await pauses.AnsweredAsync(pass, isAccepted: false, CancellationToken.None);
            // A call that only reads is refused for its own scope; nobody else has to wait for that.
            if (scope is not null)
                await pauses.FailedAsync(pass, SlackPauseKind.Refused, e.Error, null, CancellationToken.None);
            throw;
        }
        catch (SlackException e) when (e is SlackThrottledException or SlackRefusedException)
        {
            await pauses.AnsweredAsync(pass, isAccepted: false, CancellationToken.None);
            throw;
        }
        catch (SlackException e) when (e is SlackUnavailableException or SlackUncertainException)
        {
            var asked = (e as SlackUnavailableException)?.RetryAfter ?? (e as SlackUncertainException)?.RetryAfter;
            await pauses.FailedAsync(pass, SlackPauseKind.NoAnswer, "no clear answer", asked, CancellationToken.None);
            throw;
        }
    }
}
