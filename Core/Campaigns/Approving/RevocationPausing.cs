using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.Pausing;

namespace OAuthAttest.Campaigns.Approving;

/// <param name="Campaign">The campaign whose lead and approvers may do it; what is paused is all revoking.</param>
/// <param name="Pause">False: it goes on.</param>
/// <param name="SlackUserId">Who clicked.</param>
/// <param name="DeliveryKey">Of the click: a late repetition does not resume what was paused since.</param>
public sealed record ClickPause(CampaignKey Campaign, bool Pause, string SlackUserId, DateTimeOffset Now, string DeliveryKey);

/// <summary>The lead's or an approver's click that stops all revoking or lets it go on. One that does not count is evidence too.</summary>
public sealed class RevocationPausing(
    NpgsqlDataSource database, IDbContextFactory<OAuthAttestDb> databases, RevocationPauses pauses)
{
    /// <returns>False: the person may not, and nothing was changed.</returns>
    public async Task<bool> ClickAsync(ClickPause click, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var json = await db.Campaigns
            .Where(campaign => campaign.Key == click.Campaign).Select(campaign => campaign.PolicyJson).SingleOrDefaultAsync(cancellation);
        var email = await WorklistApproval.EmailAsync(db, click.SlackUserId, named: null, cancellation);
        if (json is null || email is null || !WorklistApproval.MayDecide(CampaignPolicyJson.Read(json), email))
        {
            await RefuseAsync(click, email, cancellation);
            return false;
        }
        if (click.Pause)
            await pauses.PauseAsync(email, reason: null, click.Now, cancellation);
        else if (await database.ExecuteAsync([ClickDeliveries.Adding(click.DeliveryKey, click.Now)], cancellation) > 0)
            await pauses.ResumeAsync(email, click.Now, cancellation);
        return true;
    }

    private async Task RefuseAsync(ClickPause click, string? email, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["act"] = click.Pause ? "Pause" : "Resume",
            ["campaign"] = click.Campaign.ToString(),
            ["email"] = email,
            ["outcome"] = ItemOutcome.NotAllowed,
        };
        await AuditLog.AppendAndCommitAsync(
            transaction,
            click.Now,
            [new AuditEntry(AuditKinds.RevocationDecisionRefused, "revocations", click.SlackUserId, data)],
            cancellation
        );
    }
}
