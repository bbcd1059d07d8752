using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <param name="Id">See <see cref="RehearsalId"/>.</param>
/// <param name="Key">The key that the rehearsed campaign would have.</param>
/// <param name="At">The time for which the campaign is rehearsed.</param>
public sealed record RehearsalOrder(string Id, CampaignKey Key, DateTimeOffset At);

/// <summary>Rehearses the configured campaign and stores the result; repeating a call with the same id does not run it again.</summary>
public sealed class RehearsalService(
    Rehearsal rehearsal,
    RehearsalDirectory directory,
    RehearsalArchive archive,
    AttestationComposer composer,
    SlackMessages messages,
    ScopeDictionary dictionary,
    IOptions<CampaignOptions> options
)
{
    public async Task<KeptRehearsal> RunAsync(RehearsalOrder order, CancellationToken cancellation)
    {
        // Before any transaction: a large workspace takes minutes.
        var known = await directory.ReadAsync(order.At, cancellation);
        var rehearse = new RehearseCampaign(order.Key, options.Value.ToPolicy(), dictionary.Version, order.At, known);
        return await archive.KeepAsync(
            order.Id,
            order.At,
            target =>
                rehearsal.RunAsync(
                    rehearse,
                    (db, _, participant, token) => composer.ComposeAllAsync(db, participant, order.At, token),
                    new Rendering(messages, target),
                    cancellation
                ),
            cancellation
        );
    }

    /// <summary>Renders each message as it would be sent to Slack, so that a rendering error shows here and not in the campaign.</summary>
    private sealed class Rendering(SlackMessages messages, RehearsalParts target) : IRehearsalSink
    {
        public Task MessageAsync(AttestationRequestView page, CancellationToken cancellation) =>
            target.MessageLineAsync(RehearsalLine.Of(page, messages.Request(page)), cancellation);

        public Task WorklistRowAsync(WorklistRow row, CancellationToken cancellation) => target.WorklistRowAsync(row, cancellation);
    }
}
