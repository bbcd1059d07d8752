using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Functions.Http;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// <c>POST /api/rehearsals</c>: renders every message and the projected worklist, with zero sends and zero writes, and answers with
/// the report. Azure ends an HTTP answer after 230 s: rehearse a very large population with <c>Local -- rehearse</c>.
/// </summary>
public sealed class RehearseCampaign(
    Rehearsal rehearsal, AttestationComposer composer, SlackMessages messages, ScopeDictionary dictionary, IOptions<CampaignOptions> options, TimeProvider clock)
{
    private const string Key = "key";

    [Function(nameof(RehearseCampaign))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rehearsals")] HttpRequestData request, CancellationToken cancellation) =>
        request.GuardAsync(() => AnswerAsync(request, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var key = CampaignKey.OfQuarter(now);
        var fields = await JsonFields.ReadAsync(request, [Key], cancellation);
        if (fields.Text(Key) is { } text && !CampaignKey.TryParse(text, out key))
            fields.Fail<string>(Key, "must have 1 to 32 letters, digits, hyphens or underscores");
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        var rehearse = new OAuthAttest.Campaigns.RehearseCampaign(key, options.Value.ToPolicy(), dictionary.Version, now);
        var report = await rehearsal.RunAsync(
            rehearse, (db, _, participant, token) => composer.ComposeAllAsync(db, participant, now, token), new Rendering(messages), cancellation);
        return await request.AnswerAsync(HttpStatusCode.OK, report, cancellation);
    }

    /// <summary>Each message is rendered, so that one that cannot be shows here and not in the campaign; none is kept.</summary>
    private sealed class Rendering(SlackMessages messages) : IRehearsalSink
    {
        public Task MessageAsync(AttestationRequestView page, CancellationToken cancellation)
        {
            messages.Request(page);
            return Task.CompletedTask;
        }

        public Task WorklistRowAsync(WorklistRow row, CancellationToken cancellation) => Task.CompletedTask;
    }
}
