using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="Opened">The card that is opened, so that its grants are the list; null: the whole list.</param>
/// <param name="CardCount">All cards, on all pages.</param>
internal sealed record QuestionPage(
    int Page, int PageCount, int CardCount, IReadOnlyList<QuestionEntry> Entries, QuestionEntry? Opened);

/// <summary>
/// The list of one person as cards, the riskiest first: orphans of one app are one card, all other grants have their own, and the low-risk
/// ones that need no reading are one card at the end. It reads only the grants of the page that is shown.
/// </summary>
internal sealed class QuestionList
{
    private readonly OAuthAttestDb db;
    private readonly CampaignParticipant participant;
    private readonly GrantCards cards;
    private readonly IReadOnlyList<LowRiskGrant> lowRisk;
    private readonly IReadOnlyList<OrphanGroup> orphans;
    private readonly List<Run> runs = [];

    private QuestionList(
        OAuthAttestDb db,
        CampaignParticipant participant,
        GrantCards cards,
        IReadOnlyList<LowRiskGrant> lowRisk,
        IReadOnlyList<OrphanGroup> orphans
    ) => (this.db, this.participant, this.cards, this.lowRisk, this.orphans) = (db, participant, cards, lowRisk, orphans);

    /// <summary>How many grants "Keep all low-risk" would keep now; 0 where it is not offered.</summary>
    public int KeepAllCount { get; private init; }

    /// <summary>True where the low-risk apps are one card.</summary>
    public bool FoldsLowRisk => lowRisk.Count > 0;

    /// <param name="unusedBefore">See <see cref="NarrowedKeep"/>.</param>
    public static async Task<QuestionList> ReadAsync(
        OAuthAttestDb db,
        CampaignParticipant participant,
        ScopeDictionary dictionary,
        DateTimeOffset unusedBefore,
        CancellationToken cancellation
    )
    {
        var safe = await LowRiskKeep.FindAsync(db, participant, dictionary, cancellation);
        var open = safe.Count(grant => grant.Answer == Answer.None);
        var folded = safe.Count < LowRiskKeep.LeastFolded ? [] : safe;
        var list = new QuestionList(
            db,
            participant,
            new GrantCards(db, dictionary, participant, unusedBefore),
            folded,
            await OrphanGroup.ReadAsync(db, participant, cancellation)
        )
        {
            KeepAllCount = open < LowRiskKeep.Least ? 0 : open,
        };
        await list.ArrangeAsync(cancellation);
        return list;
    }

    /// <summary>The page nearest to <paramref name="page"/>; the whole list where the opened card no longer exists.</summary>
    /// <param name="size">How many cards a page has.</param>
    public async Task<QuestionPage> TurnAsync(OpenedGroup opened, int page, int size, CancellationToken cancellation)
    {
        if (opened.IsLowRisk && FoldsLowRisk)
            return await TurnOpenedAsync(LowRisk(0), LowRiskItems(), lowRisk.Count, page, size, cancellation);
        if (opened.AppId is { } appId && orphans.FirstOrDefault(group => group.AppId == appId) is { } group)
        {
            var card = (await cards.OfAppsAsync([group], cancellation)).Single();
            return await TurnOpenedAsync(card, cards.Orphans(appId), group.Answers.Grants, page, size, cancellation);
        }
        var count = runs.Sum(run => run.Length);
        var pages = AttestationRequestView.PagesOf(count, size);
        page = Math.Clamp(page, 1, pages);
        return new QuestionPage(page, pages, count, await EntriesAsync(page, size, cancellation), null);
    }

    private async Task<QuestionPage> TurnOpenedAsync(
        QuestionEntry card, IQueryable<CampaignItem> items, int count, int page, int size, CancellationToken cancellation)
    {
        var pages = AttestationRequestView.PagesOf(count, size);
        page = Math.Clamp(page, 1, pages);
        var skipped = (page - 1) * size;
        var shown = await cards.AfterAsync(items, skipped, size, cancellation);
        return new QuestionPage(page, pages, count, [.. shown.Select((grant, index) => grant with { Number = skipped + index + 1 })], card);
    }

    // The order is worst first; within a risk the apps with many grants come before the single ones.
    private async Task ArrangeAsync(CancellationToken cancellation)
    {
        var singles = new Dictionary<Risk, int>();
        if (orphans.Count > 0)
        {
            singles = await SingleItems()
                .GroupBy(item => item.FrozenRisk)
                .Select(risk => new { risk.Key, Count = risk.Count() })
                .ToDictionaryAsync(risk => risk.Key, risk => risk.Count, cancellation);
        }
        else
        {
            singles[Risk.Critical] = participant.GrantCount - lowRisk.Count;
        }
        foreach (var risk in Enum.GetValues<Risk>().OrderDescending())
        {
            runs.AddRange(orphans.Where(group => group.FrozenRisk == risk).Select(group => new Run(1, group)));
            if (singles.TryGetValue(risk, out var count) && count > 0)
                runs.Add(new Run(count, null));
        }
        if (FoldsLowRisk)
            runs.Add(new Run(1, null) { IsLowRisk = true });
    }

    private async Task<IReadOnlyList<QuestionEntry>> EntriesAsync(int page, int size, CancellationToken cancellation)
    {
        var first = (page - 1) * size;
        var (number, singlesBefore, singlesShown) = (0, 0, 0);
        var places = new List<(int Number, Run Run)>();
        foreach (var run in runs)
        {
            for (var i = 0; i < run.Length && places.Count < size; i++)
            {
                // Steps over whole runs: a person may answer for a hundred thousand grants.
                if (i == 0 && number + run.Length <= first)
                {
                    number += run.Length;
                    singlesBefore += run.IsSingles ? run.Length : 0;
                    break;
                }
                if (i == 0 && number < first)
                {
                    i = first - number;
                    number = first;
                    singlesBefore += i;
                }
                number++;
                places.Add((number, run));
                singlesShown += run.IsSingles ? 1 : 0;
            }
        }
        return await FillAsync(places, singlesBefore, singlesShown, cancellation);
    }

    private async Task<IReadOnlyList<QuestionEntry>> FillAsync(
        List<(int Number, Run Run)> places, int singlesBefore, int singlesShown, CancellationToken cancellation)
    {
        var groups = places.Select(place => place.Run.Group).OfType<OrphanGroup>().ToList();
        var apps = groups.Count == 0 ? [] : await cards.OfAppsAsync(groups, cancellation);
        var singles = new Queue<GrantCard>(
            singlesShown == 0 ? [] : await cards.AfterAsync(SingleItems(), singlesBefore, singlesShown, cancellation)
        );
        var entries = new List<QuestionEntry>(places.Count);
        foreach (var (number, run) in places)
        {
            if (run.IsLowRisk)
                entries.Add(LowRisk(number));
            else if (run.Group is { } group)
                entries.Add(apps.Single(app => app.AppId == group.AppId) with { Number = number });
            else if (singles.TryDequeue(out var card))
                entries.Add(card with { Number = number });
        }
        return entries;
    }

    private LowRiskCard LowRisk(int number) => new()
    {
        Number = number,
        AppNames = [.. lowRisk.Select(grant => grant.AppName).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)],
        Answers = new GroupAnswers(
            lowRisk.Count,
            lowRisk.Count(grant => grant.Answer == Answer.Keep),
            lowRisk.Count(grant => grant.Answer is Answer.Remove or Answer.NotMine)
        ),
    };

    private IQueryable<CampaignItem> LowRiskItems()
    {
        var ids = lowRisk.Select(grant => grant.GrantId).ToArray();
        return cards.Items.Where(item => ids.Contains(item.GrantId));
    }

    private IQueryable<CampaignItem> SingleItems()
    {
        var items = cards.Items;
        if (FoldsLowRisk)
        {
            var ids = lowRisk.Select(grant => grant.GrantId).ToArray();
            items = items.Where(item => !ids.Contains(item.GrantId));
        }
        if (orphans.Count > 0)
        {
            var apps = orphans.Select(group => group.AppId).ToArray();
            items = items.Where(item => item.Ownership != Ownership.Orphan || !apps.Contains(item.AppId));
        }
        return items;
    }

    /// <summary>Cards that follow each other: of single grants, or one card of several grants.</summary>
    private sealed record Run(int Length, OrphanGroup? Group)
    {
        public bool IsLowRisk { get; init; }

        public bool IsSingles => Group is null && !IsLowRisk;
    }
}
