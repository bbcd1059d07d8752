using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="Outcome">The outcome that this answer would have if it were given now.</param>
/// <param name="Card">The grant; null where it must not be shown.</param>
public sealed record ViewedGrant(DecisionOutcome Outcome, GrantCard? Card);

/// <param name="Outcome">The outcome that an answer would have if it were given now with a reason.</param>
/// <param name="Card">The app; null where an answer would be refused.</param>
public sealed record ViewedApp(DecisionOutcome Outcome, AppCard? Card);

/// <summary>Shows single grants and turns pages, only to those who may answer.</summary>
public sealed class GrantViewer(
    IDbContextFactory<OAuthAttestDb> databases,
    AttestationComposer composer,
    ScopeDictionary dictionary,
    TimeProvider clock
)
{
    /// <summary>Evaluates the answer without recording it. The card is included only where the reason modal is to be shown.</summary>
    public Task<ViewedGrant> CheckAsync(GiveAnswer given, CancellationToken cancellation) =>
        ViewAsync(given, outcome => outcome == DecisionOutcome.RefusedReasonMissing, cancellation);

    /// <summary>As above, of a Keep without some scopes: the card is included only where it would count.</summary>
    public Task<ViewedGrant> CheckNarrowedAsync(GiveAnswer given, CancellationToken cancellation) =>
        ViewAsync(given, outcome => outcome == DecisionOutcome.Accepted, cancellation);

    /// <summary>The grant, for everybody who may answer; also after the cut-off.</summary>
    public Task<ViewedGrant> ShowAsync(GiveAnswer given, CancellationToken cancellation) =>
        ViewAsync(given, outcome => outcome != DecisionOutcome.RefusedNotOwner, cancellation);

    /// <summary>
    /// Turns to a page, of an opened card or of the whole list, and stores what is shown. Null when the person may not see it.
    /// </summary>
    /// <param name="opened">Null: what was opened stays opened.</param>
    public async Task<AttestationRequestView?> TurnAsync(
        PageButton target,
        OpenedGroup? opened,
        string slackUserId,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(target);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var participant = await db.Participants.SingleOrDefaultAsync(
            p => p.Key == target.Participant && db.Campaigns.Any(c => c.Id == p.CampaignId && c.Key == target.Campaign), cancellation);
        if (participant is null || !AnswerRules.MayAnswer(participant, slackUserId))
            return null;
        var forDelegate = slackUserId != participant.SlackUserId;
        var view = await composer.ComposeAsync(
            db,
            participant,
            new ComposeRequest(participant.Id, target.Page, clock.GetUtcNow(), forDelegate, opened, target.CardsPerPage),
            cancellation
        );
        participant.TurnTo(view.Page, view.FewerPerPage, view.OpenedGroup);
        await db.SaveChangesAsync(cancellation);
        return view;
    }

    /// <summary>An app with its orphans, for the modal that asks why; checked as an answer to it would be.</summary>
    public async Task<ViewedApp> ShowAppAsync(GroupButton button, string slackUserId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await (
            from participant in db.Participants.AsNoTracking()
            join campaign in db.Campaigns.AsNoTracking() on participant.CampaignId equals campaign.Id
            where campaign.Key == button.Campaign && participant.Key == button.Participant
            select new { participant, campaign }).SingleOrDefaultAsync(cancellation);
        if (found is null || !AnswerRules.MayAnswer(found.participant, slackUserId))
            return new ViewedApp(DecisionOutcome.RefusedNotOwner, null);
        if (AnswerRules.RefusedByTime(found.campaign, clock.GetUtcNow()) is { } late)
            return new ViewedApp(late, null);
        var groups = await OrphanGroup.ReadAsync(db, found.participant, cancellation);
        if (groups.FirstOrDefault(group => group.AppId == button.Group.AppId) is not { Answers.Open: > 0 } group
            || !DigestPrefix.Matches(button.DigestPrefix, group.Digest))
        {
            return new ViewedApp(DecisionOutcome.RefusedGrantsChanged, null);
        }
        var cards = await Cards(db, found.campaign, found.participant).OfAppsAsync([group], cancellation);
        return new ViewedApp(DecisionOutcome.Accepted, cards.Single());
    }

    // Writes nothing: the answer is evaluated again when it is recorded.
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
        var offer = given.OfferPrefix is null
            ? null
            : await NarrowedKeep.FindAsync(db, found.campaign, found.item, dictionary, cancellation);
        var outcome = AnswerRules.Decide(found.campaign, found.participant, found.item, given, offer, clock.GetUtcNow());
        return new ViewedGrant(
            outcome,
            needsCard(outcome)
                ? await Cards(db, found.campaign, found.participant).OfGrantAsync(given.GrantId, cancellation)
                : null
        );
    }

    private GrantCards Cards(OAuthAttestDb db, Campaign campaign, CampaignParticipant participant) =>
        new(db, dictionary, participant, NarrowedKeep.UnusedBefore(campaign));
}
