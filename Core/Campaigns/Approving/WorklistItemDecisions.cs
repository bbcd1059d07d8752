using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Executing;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Campaigns.Approving;

/// <summary>What a named person decides about one item.</summary>
public enum ItemAct
{
    /// <summary>It is removed, or the scopes are taken, after it failed, grew or came back.</summary>
    Again = 1,

    /// <summary>It stays as it is.</summary>
    Stand = 2,

    /// <summary>It was removed and is put back.</summary>
    Restore = 3,
}

public enum ItemOutcome
{
    Done = 1,

    /// <summary>Only the person can give it again; they have to sign in to the app.</summary>
    NeedsConsent = 2,

    /// <summary>Nobody can put it back as it was.</summary>
    Impossible = 3,

    /// <summary>The item's state does not allow it now.</summary>
    NotNow = 4,

    NotAllowed = 5,
    UnknownItem = 6,
}

/// <param name="SlackUserId">Who clicked; null: it came over HTTP.</param>
/// <param name="Email">The person who decides, where it came over HTTP.</param>
/// <param name="DeliveryKey">Of the click: a click that is delivered twice counts once.</param>
/// <param name="Actor">Who the caller proved to be, where it came over HTTP.</param>
public sealed record DecideItem(
    CampaignKey Campaign,
    long GrantId,
    ItemAct Act,
    string? SlackUserId,
    string? Email,
    DateTimeOffset Now,
    string? DeliveryKey = null,
    string? Actor = null
);

/// <param name="Words">What is so now, as a sentence for the person.</param>
/// <param name="Page">Where the person of the account gives it again; null: no page is known, or it is not up to them.</param>
public sealed record DecidedItem(ItemOutcome Outcome, RevocationState State, string Words, Uri? Page = null);

/// <summary>
/// Decisions of the lead and the approvers about single items: remove it again, let it stand, put it back. Each is evidence, also one that
/// does not count.
/// </summary>
public sealed class WorklistItemDecisions(
    NpgsqlDataSource database,
    IDbContextFactory<OAuthAttestDb> databases,
    IEnumerable<IGrantRevoker> revokers,
    IOptions<RevocationOptions> options
)
{
    private readonly WorklistItems items = new(database);

    public async Task<DecidedItem> DecideAsync(DecideItem decide, CancellationToken cancellation)
    {
        if (await items.FindAsync(decide.Campaign.ToString(), decide.GrantId, cancellation) is not { } work)
            return new DecidedItem(ItemOutcome.UnknownItem, default, "There is no such item.");
        var email = await WhoAsync(decide, cancellation);
        var (decided, after, kind) = email is null
            ? (new DecidedItem(ItemOutcome.NotAllowed, work.Item.State, "Only the lead and the approvers of this campaign may decide."),
                work.Item, AuditKinds.RevocationDecisionRefused)
            : Decide(decide, work, email);
        var actor = decide.SlackUserId ?? decide.Actor ?? email ?? "unknown";
        if (await SaveAsync(decide, work, after, new ItemEntry(kind, actor, email, decided.Outcome), cancellation))
            return decided;
        // The row changed in the meantime, or the click came a second time: what is so now is told.
        var now = await items.FindAsync(decide.Campaign.ToString(), decide.GrantId, cancellation) ?? work;
        return new DecidedItem(ItemOutcome.NotNow, now.Item.State, $"It was decided or changed in the meantime: it is {now.Item.State}.");
    }

    private (DecidedItem Decided, WorklistItem After, string Kind) Decide(DecideItem decide, RevocationWork work, string by)
    {
        var item = work.Item;
        return decide.Act switch
        {
            ItemAct.Again when item.State.AwaitsPerson() && options.Value.Mode != RevocationMode.Worklist =>
                Done(
                    item.ApproveAgain(by, decide.Now),
                    item.IsNarrowed ? "The permissions will be taken; the rest stays." : "It will be removed."),
            ItemAct.Again when item.State.AwaitsPerson() =>
                NotNow(item, "Nothing is removed by the app here: its configuration leaves the list to people."),
            ItemAct.Stand when item.State.AwaitsPerson() || item.State == RevocationState.Approved =>
                Done(item.MoveTo(RevocationState.Rejected) with { NextAt = null, ApprovedBy = by, ApprovedAt = decide.Now },
                    item.IsNarrowed ? "It stays as it is, with these permissions." : "It stays."),
            ItemAct.Restore when item.State.IsProvenGone() => Restore(item, work, by, decide.Now),
            ItemAct.Restore when item.State == RevocationState.Accepted =>
                NotNow(item, "Its removal was taken and not read again yet: try in some minutes."),
            _ => NotNow(item, $"It is {item.State}: that cannot be decided now."),
        };
    }

    private (DecidedItem Decided, WorklistItem After, string Kind) Restore(
        WorklistItem item, RevocationWork work, string by, DateTimeOffset now)
    {
        if (item.RestoreState is RestoreState.Requested or RestoreState.Accepted)
            return NotNow(item, "It is being put back already.");
        var wish = item with { RestoreBy = by, RestoreAt = now, RestorePage = null };
        var revoker = revokers.At(item.Provider);
        if (revoker?.Restorability == Restorability.Here && HasEntries(item))
        {
            return (
                new DecidedItem(
                    ItemOutcome.Done,
                    item.State,
                    item.IsNarrowed ? "It will be given back what was taken." : "It will be put back as it was."),
                wish with { RestoreState = RestoreState.Requested, NextAt = now, Looks = 0 },
                AuditKinds.RestoreRequested);
        }
        if (work.ConsentType == ConsentType.Principal)
        {
            var page = ConsentPages.Find(options.Value, item.Provider, work.Target, item.WithoutScopes ?? work.Scopes);
            return (
                new DecidedItem(ItemOutcome.NeedsConsent, item.State,
                    "Only the person of the account can give it again, by signing in to the app. Whoever was asked about it in the review "
                        + "is written to; the worklist says whether that reached them. It is watched for 30 days.",
                    page),
                wish with { RestoreState = RestoreState.NeedsConsent, NextAt = item.NextAt ?? now, RestorePage = page?.AbsoluteUri },
                AuditKinds.RestoreRequested);
        }
        return (
            new DecidedItem(ItemOutcome.Impossible, item.State,
                "It cannot be put back from here: an administrator has to grant it anew at the provider."),
            wish with { RestoreState = RestoreState.Impossible },
            AuditKinds.RestoreRequested);
    }

    private static bool HasEntries(WorklistItem item) =>
        item.RestoreRecipe is { } recipe && RestoreRecipe.Read(recipe).Entries is { Count: > 0 };

    private static (DecidedItem Decided, WorklistItem After, string Kind) Done(WorklistItem after, string words) =>
        (new DecidedItem(ItemOutcome.Done, after.State, words), after, AuditKinds.RevocationDecided);

    private static (DecidedItem Decided, WorklistItem After, string Kind) NotNow(WorklistItem item, string words) =>
        (new DecidedItem(ItemOutcome.NotNow, item.State, words), item, AuditKinds.RevocationDecisionRefused);

    /// <returns>False: nothing was written, for the click came before or the row changed.</returns>
    private async Task<bool> SaveAsync(
        DecideItem decide, RevocationWork work, WorklistItem after, ItemEntry entry, CancellationToken cancellation)
    {
        var audit = new AuditEntry(entry.Kind, work.Subject, entry.Actor, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["act"] = decide.Act,
            ["email"] = entry.Email,
            ["from"] = work.Item.State,
            ["outcome"] = entry.Outcome,
            ["restore"] = after.RestoreState,
            ["restorePage"] = after.RestorePage,
            ["round"] = after.Round,
            ["state"] = after.State,
        });
        var once = decide.DeliveryKey is { } key ? ClickDeliveries.Adding(key, decide.Now) : null;
        return await items.SaveAsync(work.Item, after, audit, decide.Now, cancellation, once: once) is not null;
    }

    /// <summary>The address of whoever decides; null: they may not.</summary>
    private async Task<string?> WhoAsync(DecideItem decide, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var json = await db.Campaigns.Where(each => each.Key == decide.Campaign).Select(each => each.PolicyJson).SingleAsync(cancellation);
        var email = await WorklistApproval.EmailAsync(db, decide.SlackUserId, decide.Email, cancellation);
        return WorklistApproval.MayDecide(CampaignPolicyJson.Read(json), email) ? email : null;
    }

    private sealed record ItemEntry(string Kind, string Actor, string? Email, ItemOutcome Outcome);
}
