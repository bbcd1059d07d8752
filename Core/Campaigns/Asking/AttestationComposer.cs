using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="ParticipantId">The participant.</param>
/// <param name="Page">From 1; a page number out of range is replaced by the nearest existing page.</param>
/// <param name="Now">Determines whether answers still count.</param>
/// <param name="ForDelegate">True for the message to the delegate.</param>
/// <param name="Opened">The card to open; null: the one that the participant has opened.</param>
/// <param name="CardsPerPage">How many cards a page has; null: as many as the participant's pages have.</param>
public sealed record ComposeRequest(
    long ParticipantId,
    int Page,
    DateTimeOffset Now,
    bool ForDelegate = false,
    OpenedGroup? Opened = null,
    int? CardsPerPage = null
);

/// <summary>
/// Builds one page of the question from the campaign's frozen tables. It reads only that page's grants, and uses the context it is given,
/// so that a rehearsal can run it inside its own transaction.
/// </summary>
public sealed class AttestationComposer(ScopeDictionary dictionary)
{
    public async Task<AttestationRequestView> ComposeAsync(OAuthAttestDb db, ComposeRequest request, CancellationToken cancellation) =>
        await ComposeAsync(
            db,
            await db.Participants.AsNoTracking().SingleAsync(p => p.Id == request.ParticipantId, cancellation),
            request,
            cancellation
        );

    /// <summary>As above, for a caller that has already read the participant.</summary>
    public async Task<AttestationRequestView> ComposeAsync(
        OAuthAttestDb db,
        CampaignParticipant participant,
        ComposeRequest request,
        CancellationToken cancellation
    )
    {
        var campaign = await db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == participant.CampaignId, cancellation);
        return await ComposeAsync(db, campaign, participant, request, cancellation);
    }

    /// <summary>All pages, one after the other.</summary>
    public async IAsyncEnumerable<AttestationRequestView> ComposeAllAsync(
        OAuthAttestDb db, long participantId, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var participant = await db.Participants.AsNoTracking().SingleAsync(p => p.Id == participantId, cancellation);
        var campaign = await db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == participant.CampaignId, cancellation);
        var pages = 1;
        for (var page = 1; page <= pages; page++)
        {
            var view = await ComposeAsync(db, campaign, participant, new ComposeRequest(participantId, page, now), cancellation);
            pages = view.PageCount;
            yield return view;
        }
    }

    private async Task<AttestationRequestView> ComposeAsync(
        OAuthAttestDb db, Campaign campaign, CampaignParticipant participant, ComposeRequest request, CancellationToken cancellation)
    {
        var policy = CampaignPolicyJson.Read(campaign.PolicyJson);
        var isOpen = campaign.AcceptsAnswersAt(request.Now);
        var list = await QuestionList.ReadAsync(db, participant, dictionary, NarrowedKeep.UnusedBefore(campaign), cancellation);
        var opened = request.Opened ?? OpenedGroup.Parse(participant.Opened) ?? OpenedGroup.None;
        var cards = request.CardsPerPage ?? participant.CardsPerPage ?? AttestationRequestView.PageSize;
        var page = await list.TurnAsync(opened, request.Page, cards, cancellation);
        return new AttestationRequestView
        {
            Campaign = campaign.Key,
            ParticipantKey = participant.Key,
            RecipientName = request.ForDelegate ? null : participant.DisplayName,
            AskedBy = policy.AskedBy,
            Why = policy.Why,
            ClosesAt = campaign.ClosesAt,
            Silence = policy.Silence,
            Help = policy.Help,
            Entries = page.Entries,
            Opened = page.Opened,
            Page = page.Page,
            PageCount = page.PageCount,
            CardsPerPage = cards,
            CardCount = page.CardCount,
            GrantCount = participant.GrantCount,
            OpenCount = participant.OpenCount,
            KeepAllLowRiskCount = isOpen && OffersKeepAll(list, page) ? list.KeepAllCount : 0,
            IsClosed = !isOpen,
            IsCancelled = campaign.State == CampaignState.Cancelled,
            OnBehalfOf = request.ForDelegate ? NameOf(participant) : null,
        };
    }

    /// <summary>The name by which a delegate knows the person.</summary>
    internal static string NameOf(CampaignParticipant participant) => participant.DisplayName ?? participant.Email ?? participant.Key;

    // Where the low-risk apps are one card, only next to their names.
    private static bool OffersKeepAll(QuestionList list, QuestionPage page) =>
        !list.FoldsLowRisk || page.Opened is LowRiskCard || page.Entries.Any(entry => entry is LowRiskCard);
}
