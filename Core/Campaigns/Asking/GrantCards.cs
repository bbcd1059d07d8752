using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Text;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>Builds the cards of one person's grants.</summary>
/// <param name="unusedBefore">See <see cref="NarrowedKeep"/>.</param>
internal sealed class GrantCards(
    OAuthAttestDb db, ScopeDictionary dictionary, CampaignParticipant participant, DateTimeOffset unusedBefore)
{
    /// <summary>All grants of the person.</summary>
    public IQueryable<CampaignItem> Items =>
        db.Items.AsNoTracking().Where(item => item.CampaignId == participant.CampaignId && item.ParticipantId == participant.Id);

    /// <summary>The grants of an app that belong to nobody active.</summary>
    public IQueryable<CampaignItem> Orphans(long appId) =>
        Items.Where(item => item.AppId == appId && item.Ownership == Ownership.Orphan);

    public async Task<GrantCard> OfGrantAsync(long grantId, CancellationToken cancellation) =>
        (await AfterAsync(Items.Where(item => item.GrantId == grantId), 0, 1, cancellation)).Single();

    /// <summary>Some of these grants, worst first, without numbers.</summary>
    public async Task<IReadOnlyList<GrantCard>> AfterAsync(
        IQueryable<CampaignItem> items, int before, int take, CancellationToken cancellation)
    {
        var rows = await (
            from item in items.WorstFirst().Skip(before).Take(take)
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
                NewestUse = grant == null ? null : grant.LastUsedAt,
                user,
            }
        ).ToListAsync(cancellation);
        var severalAccounts =
            rows.Any(row => row.item.Ownership == Ownership.Own && row.user is not null) && await HasSeveralAccountsAsync(cancellation);
        // For an account that is in no export of accounts, show the name that the grant has for it.
        return
        [
            .. rows.Select(row => Card(row.item, row.app, Owner(row.user, row.Principal), severalAccounts, row.NewestUse)),
        ];
    }

    /// <summary>The cards of apps with all their orphans, without numbers.</summary>
    public async Task<IReadOnlyList<AppCard>> OfAppsAsync(IReadOnlyList<OrphanGroup> groups, CancellationToken cancellation)
    {
        var ids = groups.Select(group => group.AppId).ToArray();
        var apps = await db
            .CampaignApps.AsNoTracking()
            .Where(app => app.CampaignId == participant.CampaignId && ids.Contains(app.AppId))
            .ToDictionaryAsync(app => app.AppId, cancellation);
        var scopes = await Items
            .Where(item => item.Ownership == Ownership.Orphan && ids.Contains(item.AppId))
            .Select(item => new { item.AppId, item.Provider, item.ConsentType, item.Risk, item.Scopes })
            .Distinct()
            .ToListAsync(cancellation);
        var byApp = scopes.ToLookup(
            row => row.AppId, row => new OrphanKind(row.Provider, row.ConsentType, row.Risk, row.Scopes));
        return [.. groups.Select(group => Card(group, apps[group.AppId], [.. byApp[group.AppId]]))];
    }

    private AppCard Card(OrphanGroup group, CampaignApp app, IReadOnlyList<OrphanKind> kinds) =>
        new()
        {
            Number = 0,
            AppId = group.AppId,
            Provider = kinds[0].Provider,
            AppName = Readable(app.Name) ?? "",
            Publisher = Readable(app.Publisher),
            PublisherVerified = app.PublisherVerified,
            Risk = kinds.Max(kind => kind.Risk),
            Abilities =
            [
                .. kinds
                    .SelectMany(kind => Abilities(kind.Provider, kind.Scopes, kind.Consent))
                    .Distinct()
                    .OrderByDescending(line => line.Risk),
            ],
            Answers = group.Answers,
            DigestPrefix = DigestPrefix.Of(group.Digest),
        };

    private GrantCard Card(CampaignItem item, CampaignApp app, string? owner, bool severalAccounts, DateTimeOffset? newestUse)
    {
        var offer = NarrowedKeep.Of(item, newestUse, unusedBefore, dictionary);
        return new GrantCard
        {
            Number = 0,
            GrantId = item.GrantId,
            Provider = item.Provider,
            AppName = Readable(app.Name) ?? "",
            Publisher = Readable(app.Publisher),
            PublisherVerified = app.PublisherVerified,
            Account = item.Ownership == Ownership.Own && severalAccounts ? owner : null,
            ConsentType = item.ConsentType,
            Ownership = item.Ownership,
            OriginalOwner = item.Ownership == Ownership.Orphan ? owner : null,
            Risk = item.Risk,
            Abilities = [.. Abilities(item.Provider, item.Scopes, item.ConsentType)],
            GrantedAt = item.GrantedAt,
            LastUsedAt = item.LastUsedAt,
            Drift = item.Drift,
            AskedAgain = item is { VoidedAnswers: > 0, Answer: Answer.None or Answer.Keep },
            Answer = item.Answer,
            Reason = item.Reason,
            AnsweredAt = item.AnsweredAt,
            DigestPrefix = DigestPrefix.Of(item.ScopeDigest),
            Offer = offer?.Prefix,
            MayLose = offer is null ? [] : [.. Abilities(item.Provider, [.. offer.Without], item.ConsentType)],
            WouldKeep = offer is null
                ? []
                : [.. Abilities(item.Provider, [.. item.Scopes.Except(offer.Without, StringComparer.Ordinal)], item.ConsentType)],
            Without = [.. Abilities(item.Provider, item.WithoutScopes ?? [], item.ConsentType)],
        };
    }

    // Several that a person can tell apart: accounts of two providers with one address are one to them.
    private async Task<bool> HasSeveralAccountsAsync(CancellationToken cancellation)
    {
        var ids = Items.Where(own => own.Ownership == Ownership.Own && own.UserId != null).Select(own => own.UserId!.Value).Distinct();
        var accounts = await db
            .Users.Where(user => ids.Contains(user.Id))
            .Select(user => new { user.Email, user.ExternalId, user.DisplayName })
            .ToListAsync(cancellation);
        var labels = accounts.Select(user => Label(user.Email, user.ExternalId, user.DisplayName));
        return labels.Distinct(StringComparer.Ordinal).Take(2).Count() > 1;
    }

    private IEnumerable<ScopeLine> Abilities(ProviderName provider, string[] scopes, ConsentType consent) =>
        ScopeLine.Of(dictionary, provider, scopes, consent);

    private static string? Label(string? email, string externalId, string? displayName)
    {
        var id = Readable(externalId);
        if (email is null)
            return id ?? displayName;
        return id is null || email == id ? email : $"{email} ({id})";
    }

    private static string? Owner(DirectoryUser? user, string? principal) =>
        user is null ? Readable(principal) : Label(user.Email, user.ExternalId, user.DisplayName);

    // An id that only machines read says nothing to a person.
    private static string? Readable(string? name) => TechnicalId.IsOne(name) ? null : name;

    /// <summary>What some of an app's orphans have in common.</summary>
    private sealed record OrphanKind(ProviderName Provider, ConsentType Consent, Risk Risk, string[] Scopes);
}
