using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>
/// Updates the messages that ask one person (and their delegate) so that they show the committed answers. A message that Slack no longer
/// lets us change is left as it is: the tables decide, not the message.
/// </summary>
public sealed class QuestionUpdater(
    IDbContextFactory<OAuthAttestDb> databases,
    AttestationComposer composer,
    SlackMessages messages,
    SlackOutbox outbox,
    ISlackWorkspace slack,
    ParticipantRegister register
)
{
    /// <summary>Updates every message of the person.</summary>
    public async Task RepaintAsync(Respondent who, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await db.Participants.AsNoTracking().SingleAsync(p => p.Id == who.ParticipantId, cancellation);
        await UpdateOneAsync(
            db,
            participant,
            MessageKeys.Request(who),
            new ComposeRequest(who.ParticipantId, participant.Page, now),
            cancellation
        );
        if (participant.DelegateSlackUserId is not null)
        {
            await UpdateOneAsync(
                db,
                participant,
                MessageKeys.Delegation(who),
                new ComposeRequest(who.ParticipantId, participant.Page, now, ForDelegate: true),
                cancellation
            );
        }
        await register.MarkPaintedAsync(who.ParticipantId, participant.Revision, cancellation);
    }

    /// <summary>Updates the clicked message through its response_url, right after the commit.</summary>
    /// <returns>True when every message of the person is up to date.</returns>
    public async Task<bool> UpdateClickedAsync(AnswerReceipt receipt, Uri responseUrl, DateTimeOffset now, CancellationToken cancellation)
    {
        var who = receipt.Respondent ?? throw new InvalidOperationException("The click named nobody's message.");
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await db.Participants.AsNoTracking().SingleAsync(p => p.Id == who.ParticipantId, cancellation);
        var view = await composer.ComposeAsync(
            db,
            participant,
            new ComposeRequest(who.ParticipantId, participant.Page, now, receipt.ByDelegate),
            cancellation
        );
        var painted = await slack.RespondAsync(responseUrl, messages.Request(view), SlackResponseKind.ReplaceOriginal, cancellation);
        // Where a delegate also has a message, the orchestration updates both.
        if (!painted || receipt.HasDelegate)
            return false;
        await register.MarkPaintedAsync(who.ParticipantId, participant.Revision, cancellation);
        return true;
    }

    private async Task UpdateOneAsync(
        OAuthAttestDb db,
        CampaignParticipant participant,
        string messageKey,
        ComposeRequest request,
        CancellationToken cancellation
    )
    {
        if (await outbox.FindAsync(messageKey, cancellation) is not { Channel: { } channel, Timestamp: { } timestamp })
            return;
        var view = await composer.ComposeAsync(db, participant, request, cancellation);
        await slack.UpdateAsync(channel, timestamp, messages.Request(view), cancellation);
    }
}
