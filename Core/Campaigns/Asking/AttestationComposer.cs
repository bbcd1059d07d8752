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
public sealed record ComposeRequest(long ParticipantId, int Page, DateTimeOffset Now, bool ForDelegate = false);

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
        for (var page = 1; page <= PageCount(participant); page++)
            yield return await ComposeAsync(db, campaign, participant, new ComposeRequest(participantId, page, now), cancellation);
    }

    private async Task<AttestationRequestView> ComposeAsync(
        OAuthAttestDb db, Campaign campaign, CampaignParticipant participant, ComposeRequest request, CancellationToken cancellation)
    {
        var policy = CampaignPolicyJson.Read(campaign.PolicyJson);
        var isOpen = campaign.AcceptsAnswersAt(request.Now);
        var page = Math.Clamp(request.Page, 1, PageCount(participant));
        return new AttestationRequestView
        {
            Campaign = campaign.Key,
            ParticipantKey = participant.Key,
            RecipientName = request.ForDelegate ? null : participant.DisplayName,
            AskedBy = policy.AskedBy,
            Why = policy.Why,
            ClosesAt = campaign.ClosesAt,
            Silence = policy.Silence,
            Cards = await new GrantCards(db, dictionary).OfPageAsync(participant, page, cancellation),
            Page = page,
            PageCount = PageCount(participant),
            GrantCount = participant.GrantCount,
            OpenCount = participant.OpenCount,
            KeepAllLowRiskCount =
                isOpen && participant.OpenCount > 0 ? await LowRiskKeep.CountAsync(db, participant, dictionary, cancellation) : 0,
            IsClosed = !isOpen,
            OnBehalfOf = request.ForDelegate ? NameOf(participant) : null,
        };
    }

    /// <summary>The name by which a delegate knows the person.</summary>
    internal static string NameOf(CampaignParticipant participant) => participant.DisplayName ?? participant.Email ?? participant.Key;

    private static int PageCount(CampaignParticipant participant) =>
        Math.Max(1, (participant.GrantCount + AttestationRequestView.PageSize - 1) / AttestationRequestView.PageSize);
}
