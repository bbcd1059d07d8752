using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>Builds the grant cards of one page.</summary>
internal sealed class GrantCards(OAuthAttestDb db, ScopeDictionary dictionary)
{
    public Task<IReadOnlyList<GrantCard>> OfPageAsync(CampaignParticipant participant, int page, CancellationToken cancellation) =>
        AfterAsync(participant, (page - 1) * AttestationRequestView.PageSize, AttestationRequestView.PageSize, cancellation);

    public async Task<GrantCard> OfGrantAsync(CampaignParticipant participant, CampaignItem grant, CancellationToken cancellation) =>
        (await AfterAsync(participant, await db.Items.Before(grant).CountAsync(cancellation), 1, cancellation)).Single();

    private async Task<IReadOnlyList<GrantCard>> AfterAsync(
        CampaignParticipant participant,
        int before,
        int take,
        CancellationToken cancellation
    )
    {
        var ofPerson = db
            .Items.AsNoTracking()
            .Where(item => item.CampaignId == participant.CampaignId && item.ParticipantId == participant.Id);
        var rows = await (
            from item in ofPerson.WorstFirst().Skip(before).Take(take)
            join app in db.CampaignApps.AsNoTracking() on new { item.CampaignId, item.AppId } equals new { app.CampaignId, app.AppId }
            join grant in db.Grants.AsNoTracking() on item.GrantId equals grant.Id into grants
            from grant in grants.DefaultIfEmpty()
            join user in db.Users.AsNoTracking() on grant.UserId equals user.Id into users
            from user in users.DefaultIfEmpty()
            orderby item.FrozenRisk descending, item.GrantId
            select new
            {
                item,
                app,
                Principal = grant == null ? null : grant.PrincipalExternalId,
                user,
                // Does not depend on the row but only on the person, so PostgreSQL computes it once.
                SeveralAccounts = ofPerson
                    .Where(own => own.Ownership == Ownership.Own && own.UserId != null)
                    .Select(own => own.UserId)
                    .Distinct()
                    .Take(2)
                    .Count() > 1,
            }
        ).ToListAsync(cancellation);
        // For an account that is in no export of accounts, show the id that the grant names.
        return
        [
            .. rows.Select(
                (row, index) =>
                    Card(row.item, before + index + 1, row.app, row.user is null ? row.Principal : Label(row.user), row.SeveralAccounts)
            ),
        ];
    }

    private GrantCard Card(CampaignItem item, int number, CampaignApp app, string? owner, bool severalAccounts) =>
        new()
        {
            GrantId = item.GrantId,
            Number = number,
            Provider = item.Provider,
            AppName = app.Name,
            Publisher = app.Publisher,
            PublisherVerified = app.PublisherVerified,
            Account = item.Ownership == Ownership.Own && severalAccounts ? owner : null,
            ConsentType = item.ConsentType,
            Ownership = item.Ownership,
            OriginalOwner = item.Ownership == Ownership.Orphan ? owner : null,
            Risk = item.Risk,
            Abilities =
            [
                .. dictionary
                    .ExplainAll(item.Provider, item.Scopes, item.ConsentType)
                    .Select(m => new ScopeLine(m.Sentence, m.Risk, m.IsKnown)),
            ],
            GrantedAt = item.GrantedAt,
            LastUsedAt = item.LastUsedAt,
            Drift = item.Drift,
            AskedAgain = item is { VoidedAnswers: > 0, Answer: Answer.None or Answer.Keep },
            Answer = item.Answer,
            Reason = item.Reason,
            AnsweredAt = item.AnsweredAt,
            DigestPrefix = DigestPrefix.Of(item.ScopeDigest),
        };

    private static string Label(DirectoryUser user) =>
        user.Email is null || user.Email == user.ExternalId ? user.ExternalId : $"{user.Email} ({user.ExternalId})";
}
