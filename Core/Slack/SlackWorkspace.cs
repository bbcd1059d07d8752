using Microsoft.Extensions.Options;
using Newtonsoft.Json;
using OAuthAttest.Outside;
using OAuthAttest.Slack.Blocks;
using Polly;

namespace OAuthAttest.Slack;

/// <summary>The workspace over its Web API. Calls that only read are retried here; calls that post never are.</summary>
internal sealed class SlackWorkspace : ISlackWorkspace
{
    internal const string ClientName = "slack";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly IHttpClientFactory clients;
    private readonly SlackResponseUrl responseUrls;
    private readonly SlackOptions options;
    private readonly ResiliencePipeline reads;

    public SlackWorkspace(IHttpClientFactory clients, SlackResponseUrl responseUrls, IOptions<SlackOptions> options)
    {
        this.clients = clients;
        this.responseUrls = responseUrls;
        this.options = options.Value;
        reads = OutsideRetry.Reads(retries: 4, this.options.RetryDelay, LongestWait);
    }

    public Task<SlackSendOutcome> PostAsync(string target, string messageKey, SlackMessage message, CancellationToken cancellation) =>
        FittingAsync(message, async fitting =>
        {
            var answer = await CallAsync("chat.postMessage", api => api.PostAsync(target, messageKey, fitting), cancellation);
            return SlackAnswers.Sent("chat.postMessage", answer);
        });

    public Task<SlackSendOutcome> UpdateAsync(string channel, string timestamp, SlackMessage message, CancellationToken cancellation) =>
        FittingAsync(message, async fitting =>
        {
            var answer = await CallAsync("chat.update", api => api.UpdateAsync(channel, timestamp, fitting), cancellation);
            return SlackAnswers.Sent("chat.update", answer, new SlackPlace(channel, timestamp));
        });

    public Task<SlackHistorySearch> FindOwnMessageAsync(
        string target, string messageKey, DateTimeOffset firstAttemptAt, CancellationToken cancellation) =>
        History(cancellation).FindAsync(target, messageKey, firstAttemptAt);

    public Task<SlackHistorySearch> FindOwnReplyAsync(SlackThread thread, string messageKey, CancellationToken cancellation) =>
        History(cancellation).FindReplyAsync(thread, messageKey);

    public async Task<Uri?> FindPermalinkAsync(string channel, string timestamp, CancellationToken cancellation)
    {
        var answer = await ReadAsync("chat.getPermalink", api => api.PermalinkAsync(channel, timestamp), cancellation);
        if (answer.Error is { } error && (error == "message_not_found" || SlackErrors.IsUnreachable(error)))
            return null;
        SlackAnswers.RequireOk("chat.getPermalink", answer);
        return Uri.TryCreate(answer.Value, UriKind.Absolute, out var link) ? link : null;
    }

    public async Task<bool> OpenViewAsync(string triggerId, SlackModal modal, CancellationToken cancellation)
    {
        var answer = await CallAsync("views.open", api => api.OpenViewAsync(triggerId, modal), cancellation);
        if (answer.Error is "expired_trigger_id" or "exchanged_trigger_id" or "invalid_trigger_id")
            return false;
        SlackAnswers.RequireOk("views.open", answer);
        return true;
    }

    public async Task<SlackTeam> FindTeamAsync(CancellationToken cancellation)
    {
        var answer = await ReadAsync("auth.test", api => api.TestAsync(), cancellation);
        SlackAnswers.RequireOk("auth.test", answer);
        return SlackAnswers.Team(answer.Value, options.TeamId);
    }

    public async Task<SlackUserPage> ListUsersAsync(string? cursor, SlackTeam team, CancellationToken cancellation)
    {
        // Slack requires it of a token of the whole organization, and ignores it from another.
        var named = team.IsOrganizationToken ? team.Id : null;
        var answer = await ReadAsync("users.list", api => api.ListUsersAsync(options.DirectoryPageSize, cursor, named), cancellation);
        SlackAnswers.RequireOk("users.list", answer);
        // A list without members is an error and not an empty workspace, because the bot itself is always a member.
        return answer.Value ?? throw new SlackUnavailableException("users.list", "the answer has no members field");
    }

    public async Task<SlackUserRecord?> FindUserAsync(string userId, CancellationToken cancellation)
    {
        var answer = await ReadAsync("users.info", api => api.UserAsync(userId), cancellation);
        if (answer.Error is { } error && SlackErrors.IsUnreachable(error))
            return null;
        SlackAnswers.RequireOk("users.info", answer);
        return answer.Value ?? throw new SlackUnavailableException("users.info", "the answer has no user field");
    }

    public Task<bool> RespondAsync(Uri responseUrl, SlackMessage message, SlackResponseKind kind, CancellationToken cancellation) =>
        responseUrls.RespondAsync(responseUrl, message, kind, cancellation);

    // A message that is refused as too long was not posted, so the next smaller one may be.
    private static async Task<SlackSendOutcome> FittingAsync(SlackMessage message, Func<SlackMessage, Task<SlackSendOutcome>> send)
    {
        while (true)
        {
            var outcome = await send(message);
            if (
                outcome is not SlackSendOutcome.Rejected { Error: var error }
                || !SlackErrors.IsTooLong(error)
                || message.Smaller?.Invoke() is not { } smaller
            )
            {
                return outcome;
            }
            message = smaller with { Thread = message.Thread };
        }
    }

    private SlackHistory History(CancellationToken cancellation) => new(
        userId => ReadAsync("conversations.open", api => api.OpenConversationAsync(userId), cancellation),
        (channel, limit, cursor) => ReadAsync("conversations.history", api => api.HistoryAsync(channel, limit, cursor), cancellation),
        (thread, limit, cursor) => ReadAsync("conversations.replies", api => api.RepliesAsync(thread, limit, cursor), cancellation));

    private async Task<T> ReadAsync<T>(string method, Func<SlackNetStandard, Task<T>> call, CancellationToken cancellation)
        where T : SlackAnswer =>
        await reads.ExecuteAsync(async token => await CallAsync(method, call, token), cancellation);

    private async Task<T> CallAsync<T>(string method, Func<SlackNetStandard, Task<T>> call, CancellationToken cancellation)
        where T : SlackAnswer
    {
        cancellation.ThrowIfCancellationRequested();
        var api = new SlackNetStandard(clients.CreateClient(ClientName), options.BotToken);
        // The library takes no cancellation token. A call that is abandoned here ends by its own time-out, and counts as uncertain.
        T answer;
        try
        {
            answer = await call(api).WaitAsync(cancellation);
        }
        catch (JsonException e)
        {
            throw SlackTransport.NoAnswer(method, "the answer has fields of another type", e);
        }
        SlackAnswers.RequireSettled(method, answer);
        return answer;
    }
}
