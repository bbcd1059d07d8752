using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="Outcome">What an answer would become now, if it were given like this.</param>
/// <param name="Card">The grant; null for somebody who has no business with it.</param>
public sealed record ViewedGrant(DecisionOutcome Outcome, GrantCard? Card);

/// <summary>Shows single grants and turns pages, to those alone who may answer.</summary>
public sealed class GrantViewer(IDbContextFactory<OAuthAttestDb> databases, AttestationComposer composer, ScopeDictionary dictionary, TimeProvider clock)
{
    /// <summary>Writes nothing: the answer itself is judged again when it is given.</summary>
    public async Task<ViewedGrant> ViewAsync(GiveAnswer given, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await (
            from item in db.Items.AsNoTracking()
            join participant in db.Participants.AsNoTracking() on item.ParticipantId equals participant.Id
            join campaign in db.Campaigns.AsNoTracking() on item.CampaignId equals campaign.Id
            where campaign.Key == CampaignKey.Parse(given.Campaign) && item.GrantId == given.GrantId
            select new { item, participant, campaign }).SingleOrDefaultAsync(cancellation);
        if (found is null)
            return new ViewedGrant(DecisionOutcome.RefusedUnknownGrant, null);
        var outcome = AnswerRules.Judge(found.campaign, found.participant, found.item, given, now);
        if (outcome == DecisionOutcome.RefusedNotOwner)
            return new ViewedGrant(outcome, null);
        return new ViewedGrant(outcome, await new GrantCards(db, dictionary).OfGrantAsync(found.participant, found.item.Number, cancellation));
    }

    /// <summary>Turns to a page and remembers it. Null: the person may not see it.</summary>
    public async Task<AttestationRequestView?> TurnAsync(CampaignKey campaign, string participantKey, int page, string slackUserId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await db.Participants.SingleOrDefaultAsync(
            p => p.Key == participantKey && db.Campaigns.Any(c => c.Id == p.CampaignId && c.Key == campaign), cancellation);
        if (participant is null || !AnswerRules.MayAnswer(participant, slackUserId))
            return null;
        var forDelegate = slackUserId != participant.SlackUserId;
        var view = await composer.ComposeAsync(db, new ComposeRequest(participant.Id, page, clock.GetUtcNow(), forDelegate), cancellation);
        if (participant.Page != view.Page)
        {
            participant.Page = view.Page;
            await db.SaveChangesAsync(cancellation);
        }
        return view;
    }
}
