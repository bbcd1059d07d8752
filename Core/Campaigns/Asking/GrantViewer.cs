using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="Outcome">What an answer would become now, if it were given like this.</param>
/// <param name="Card">The grant; null where it is not to be shown.</param>
public sealed record ViewedGrant(DecisionOutcome Outcome, GrantCard? Card);

/// <summary>Shows single grants and turns pages, to those alone who may answer.</summary>
public sealed class GrantViewer(IDbContextFactory<OAuthAttestDb> databases, AttestationComposer composer, ScopeDictionary dictionary, TimeProvider clock)
{
    /// <summary>What the answer would become. The card comes along only where the reason modal is to be shown.</summary>
    public Task<ViewedGrant> JudgeAsync(GiveAnswer given, CancellationToken cancellation) =>
        ViewAsync(given, outcome => outcome == DecisionOutcome.RefusedReasonMissing, cancellation);

    /// <summary>The grant, for whoever may answer, also after the cut-off.</summary>
    public Task<ViewedGrant> ShowAsync(GiveAnswer given, CancellationToken cancellation) =>
        ViewAsync(given, outcome => outcome != DecisionOutcome.RefusedNotOwner, cancellation);

    /// <summary>Turns to a page and remembers it. Null: the person may not see it.</summary>
    public async Task<AttestationRequestView?> TurnAsync(CampaignKey campaign, string participantKey, int page, string slackUserId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await db.Participants.SingleOrDefaultAsync(
            p => p.Key == participantKey && db.Campaigns.Any(c => c.Id == p.CampaignId && c.Key == campaign), cancellation);
        if (participant is null || !AnswerRules.MayAnswer(participant, slackUserId))
            return null;
        var forDelegate = slackUserId != participant.SlackUserId;
        var view = await composer.ComposeAsync(db, participant, new ComposeRequest(participant.Id, page, clock.GetUtcNow(), forDelegate), cancellation);
        if (participant.Page != view.Page)
        {
            participant.TurnTo(view.Page);
            await db.SaveChangesAsync(cancellation);
        }
        return view;
    }

    // Writes nothing: the answer itself is judged again when it is given.
    private async Task<ViewedGrant> ViewAsync(GiveAnswer given, Func<DecisionOutcome, bool> needsCard, CancellationToken cancellation)
    {
        var key = CampaignKey.Parse(given.Campaign);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await (
            from item in db.Items.AsNoTracking()
            join participant in db.Participants.AsNoTracking() on item.ParticipantId equals participant.Id
            join campaign in db.Campaigns.AsNoTracking() on item.CampaignId equals campaign.Id
            where campaign.Key == key && item.GrantId == given.GrantId
            select new { item, participant, campaign }).SingleOrDefaultAsync(cancellation);
        if (found is null)
            return new ViewedGrant(DecisionOutcome.RefusedUnknownGrant, null);
        var outcome = AnswerRules.Judge(found.campaign, found.participant, found.item, given, clock.GetUtcNow());
        return new ViewedGrant(outcome, needsCard(outcome) ? await new GrantCards(db, dictionary).OfGrantAsync(found.participant, found.item, cancellation) : null);
    }
}
