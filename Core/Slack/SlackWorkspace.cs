using Microsoft.Extensions.Options;
using Newtonsoft.Json;
using Polly;
using Polly.Retry;
using Slack.NetStandard;
using Slack.NetStandard.Messages;
using Slack.NetStandard.Objects;
using Slack.NetStandard.WebApi;
using Slack.NetStandard.WebApi.Chat;
using Slack.NetStandard.WebApi.Users;

namespace OAuthAttest.Slack;

/// <summary>The workspace over Slack.NetStandard. What only reads is tried again here; what posts never is.</summary>
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
        // Waits in real time, also where the clock is virtual: it waits for a server, not for a deadline.
        reads = new ResiliencePipelineBuilder().AddRetry(ReadRetries(this.options)).Build();
    }

    public async Task<SlackIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        var answer = await ReadAsync("auth.test", api => api.Auth.Test(), cancellationToken);
        SlackAnswers.RequireOk("auth.test", answer);
        return new SlackIdentity(answer.TeamId, answer.UserId, answer.Team);
    }

    public async Task<SlackSendOutcome> PostAsync(string target, string messageKey, SlackMessage message, CancellationToken cancellationToken)
    {
        var request = new PostMessageRequest
        {
            Channel = target,
            ThreadId = message.Thread,
            Text = message.Text,
            Blocks = [.. message.Blocks],
            UnfurlLinks = false,
            UnfurlMedia = false,
            Metadata = new MessageMetadata { EventType = SlackHistory.EventType, EventPayload = new { key = messageKey } },
        };
        var answer = await CallAsync("chat.postMessage", api => api.Chat.Post(request), cancellationToken);
        return answer.OK
            ? SlackAnswers.Sent("chat.postMessage", answer.Channel, answer.Timestamp?.ToString())
            : SlackAnswers.Refusal("chat.postMessage", answer);
    }

    public async Task<SlackSendOutcome> UpdateAsync(string channel, string timestamp, SlackMessage message, CancellationToken cancellationToken)
    {
        var request = new UpdateMessageRequest
        {
            Channel = channel,
            Timestamp = timestamp,
            Text = message.Text,
            Blocks = [.. message.Blocks],
        };
        var answer = await CallAsync("chat.update", api => api.Chat.Update(request), cancellationToken);
        return answer.OK
            ? SlackAnswers.Sent("chat.update", answer.Channel ?? channel, answer.Timestamp?.ToString() ?? timestamp)
            : SlackAnswers.Refusal("chat.update", answer);
    }

    public Task<SlackHistorySearch> FindOwnMessageAsync(string target, string messageKey, DateTimeOffset firstAttemptAt, CancellationToken cancellationToken) =>
        History(cancellationToken).FindAsync(target, messageKey, firstAttemptAt);

    public Task<SlackHistorySearch> FindOwnReplyAsync(SlackThread thread, string messageKey, CancellationToken cancellationToken) =>
        History(cancellationToken).FindReplyAsync(thread, messageKey);

    public async Task<Uri?> FindPermalinkAsync(string channel, string timestamp, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync("chat.getPermalink", api => api.Chat.Permalink(channel, timestamp), cancellationToken);
        if (!answer.OK && (answer.Error == "message_not_found" || SlackErrors.IsUnreachable(answer.Error)))
            return null;
        SlackAnswers.RequireOk("chat.getPermalink", answer);
        return Uri.TryCreate(answer.Permalink, UriKind.Absolute, out var link) ? link : null;
    }

    public async Task<bool> OpenViewAsync(string triggerId, View view, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("views.open", api => api.View.Open(triggerId, view), cancellationToken);
        if (answer.Error is "expired_trigger_id" or "exchanged_trigger_id" or "invalid_trigger_id")
            return false;
        SlackAnswers.RequireOk("views.open", answer);
        return true;
    }

    public async Task<bool> UpdateViewAsync(string viewId, View view, string? hash, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("views.update", api => api.View.UpdateByViewId(viewId, view, hash), cancellationToken);
        if (answer.Error is "not_found" or "hash_conflict")
            return false;
        SlackAnswers.RequireOk("views.update", answer);
        return true;
    }

    public async Task<SlackUserPage> ListUsersAsync(string? cursor, CancellationToken cancellationToken)
    {
        var request = new UserListRequest { Limit = options.DirectoryPageSize, Cursor = cursor };
        var answer = await ReadAsync("users.list", api => api.Users.List(request), cancellationToken);
        SlackAnswers.RequireOk("users.list", answer);
        // A list without members is not an empty workspace: the bot itself is always a member.
        if (answer.Members is null)
            throw new SlackUnavailableException("users.list", "the answer has no members field");
        var next = answer.ResponseMetadata?.NextCursor;
        return new SlackUserPage([.. answer.Members.Select(SlackAnswers.ToRecord)], string.IsNullOrEmpty(next) ? null : next);
    }

    public Task<bool> RespondAsync(Uri responseUrl, SlackMessage message, SlackResponseKind kind, CancellationToken cancellationToken) =>
        responseUrls.RespondAsync(responseUrl, message, kind, cancellationToken);

    private SlackHistory History(CancellationToken cancellationToken) => new(
        request => ReadAsync("conversations.open", api => api.Conversations.Open(request), cancellationToken),
        request => ReadAsync("conversations.history", api => api.Conversations.History(request), cancellationToken),
        request => ReadAsync("conversations.replies", api => api.Conversations.Replies(request), cancellationToken));

    private async Task<T> ReadAsync<T>(string method, Func<SlackWebApiClient, Task<T>> call, CancellationToken cancellationToken)
        where T : WebApiResponseBase =>
        await reads.ExecuteAsync(async token => await CallAsync(method, call, token), cancellationToken);

    private async Task<T> CallAsync<T>(string method, Func<SlackWebApiClient, Task<T>> call, CancellationToken cancellationToken)
        where T : WebApiResponseBase
    {
        cancellationToken.ThrowIfCancellationRequested();
        var api = new SlackWebApiClient(clients.CreateClient(ClientName), options.BotToken);
        // The library takes no token. A call that is abandoned here ends by its own time-out, and counts as uncertain.
        T answer;
        try
        {
            answer = await call(api).WaitAsync(cancellationToken);
        }
        catch (JsonException e)
        {
            throw SlackTransport.NoAnswer(method, "the answer has fields of another type", e);
        }
        SlackAnswers.RequireSettled(method, answer);
        return answer;
    }

    private static RetryStrategyOptions ReadRetries(SlackOptions options) => new()
    {
        MaxRetryAttempts = 4,
        Delay = options.RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        ShouldHandle = new PredicateBuilder()
            .Handle<SlackUnavailableException>()
            .Handle<SlackThrottledException>(e => e.RetryAfter <= LongestWait),
        DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>((arguments.Outcome.Exception as SlackThrottledException)?.RetryAfter),
    };
}
