using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>
/// Repaints the messages that ask one person (and their delegate) so that they show what is committed. A message that Slack does
/// not let us change any more is left as it is: the tables count, not the paint.
/// </summary>
public sealed class QuestionUpdater(
    IDbContextFactory<OAuthAttestDb> databases, AttestationComposer composer, SlackMessages messages, SlackOutbox outbox, ISlackWorkspace slack, ParticipantRegister register)
{
    /// <summary>Repaints every message of the person.</summary>
    public async Task RepaintAsync(Respondent who, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await db.Participants.AsNoTracking().SingleAsync(p => p.Id == who.ParticipantId, cancellation);
        await PaintOneAsync(db, participant, MessageKeys.Request(who), new ComposeRequest(who.ParticipantId, participant.Page, now), cancellation);
        if (participant.DelegateSlackUserId is not null)
            await PaintOneAsync(db, participant, MessageKeys.Delegation(who), new ComposeRequest(who.ParticipantId, participant.Page, now, ForDelegate: true), cancellation);
        await register.MarkPaintedAsync(who.ParticipantId, participant.Revision, cancellation);
    }

    /// <summary>Repaints the clicked message through its response_url, right after the commit.</summary>
    /// <returns>True when everything that is shown is up to date.</returns>
    public async Task<bool> PaintClickedAsync(AnswerReceipt receipt, Uri responseUrl, DateTimeOffset now, CancellationToken cancellation)
    {
        var who = receipt.Respondent ?? throw new InvalidOperationException("The click named nobody's message.");
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await db.Participants.AsNoTracking().SingleAsync(p => p.Id == who.ParticipantId, cancellation);
        var view = await composer.ComposeAsync(db, participant, new ComposeRequest(who.ParticipantId, participant.Page, now, receipt.ByDelegate), cancellation);
        var painted = await slack.RespondAsync(responseUrl, messages.Request(view), SlackResponseKind.ReplaceOriginal, cancellation);
        // Where two messages show the same answers, the orchestration repaints both.
        if (!painted || receipt.HasDelegate)
            return false;
        await register.MarkPaintedAsync(who.ParticipantId, participant.Revision, cancellation);
        return true;
    }

    private async Task PaintOneAsync(OAuthAttestDb db, CampaignParticipant participant, string messageKey, ComposeRequest request, CancellationToken cancellation)
    {
        if (await outbox.FindAsync(messageKey, cancellation) is not { Channel: { } channel, Timestamp: { } timestamp })
            return;
        var view = await composer.ComposeAsync(db, participant, request, cancellation);
        await slack.UpdateAsync(channel, timestamp, messages.Request(view), cancellation);
    }
}
