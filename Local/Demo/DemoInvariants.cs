using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Persistence;

namespace OAuthAttest.Local.Demo;

/// <summary>What must hold at the end: the database compared with the people's own record and with the workspace.</summary>
internal sealed class DemoInvariants
{
    private readonly Promises promises = new();

    public static async Task<Promises> CheckAsync(
        LocalHost host, SlackSimulator slack, AnswerBook book, CampaignReport report, CampaignKey key, CancellationToken cancellation)
    {
        var invariants = new DemoInvariants();
        invariants.Add(
            "The five classes sum to the snapshot",
            report.Classes.Sum == report.Population.Grants && report.Population.Grants > 0,
            $"{report.Classes.Sum} = {report.Population.Grants}"
        );
        invariants.NobodyAskedTwice(slack, key);
        var factory = host.Services.GetRequiredService<IDbContextFactory<OAuthAttestDb>>();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var campaign = await db.Campaigns.SingleAsync(row => row.Key == key, cancellation);
        await invariants.EveryAnswerKeptAsync(db, book, campaign.Id, cancellation);
        await invariants.EveryRemovalListedAsync(host, book, key, cancellation);
        await invariants.RefusalsAreEvidenceAsync(db, book, campaign.Id, cancellation);
        invariants.promises.Measure("Slack gets every answer within 3 seconds", book.SlowestAnswer, InteractionResult.Limit);
        await invariants.ChainHoldsAsync(host, cancellation);
        return invariants.promises;
    }

    private void Add(string promise, bool holds, string detail) => promises.Add(promise, holds, detail);

    private void NobodyAskedTwice(SlackSimulator slack, CampaignKey key)
    {
        var questions = slack.AllMessages.Where(message => message.Key?.StartsWith($"{key}:u:", StringComparison.Ordinal) == true).ToList();
        var twice = questions.GroupBy(message => message.Key, StringComparer.Ordinal).Count(group => group.Count() > 1);
        var asked = questions.Count(message => message.Key!.EndsWith(":request", StringComparison.Ordinal));
        Add(
            "Nobody was asked or reminded twice",
            twice == 0 && asked > 0,
            $"{asked} questions, {questions.Count} messages in all, {twice} sent twice"
        );
    }

    private async Task EveryAnswerKeptAsync(OAuthAttestDb db, AnswerBook book, long campaignId, CancellationToken cancellation)
    {
        var items = await db.Items.Where(item => item.CampaignId == campaignId).AsNoTracking().ToListAsync(cancellation);
        foreach (var item in items.Where(item => book.Grown.Contains(item.GrantId) && item is { VoidedAnswers: > 0, Answer: Answer.None }))
            book.MadeVoid(item.GrantId);
        var stored = items.Where(item => item.Answer != Answer.None).ToDictionary(item => item.GrantId, item => item.Answer);
        var lost = book.Answers.Count(pair => !stored.TryGetValue(pair.Key, out var answer) || answer != pair.Value);
        Add(
            "An answer is void once its app was given more",
            book.Voided > 0,
            $"{book.Grown.Count} grants grew, {book.Voided} answers void and not given again"
        );
        var invented = stored.Keys.Count(grant => !book.Answers.ContainsKey(grant));
        Add(
            "No answer was lost or invented",
            lost == 0 && invented == 0,
            $"{book.Answers.Count} answers given, {lost} lost, {invented} invented"
        );
    }

    private async Task EveryRemovalListedAsync(LocalHost host, AnswerBook book, CampaignKey key, CancellationToken cancellation)
    {
        var listed = await WorklistAsync(host, key, cancellation);
        var removals = book.Answers.Where(pair => pair.Value is Answer.Remove or Answer.NotMine).Select(pair => pair.Key).ToList();
        var kept = book.Answers.Where(pair => pair.Value == Answer.Keep).Select(pair => pair.Key);
        var missing = removals.Count(grant => !listed.Contains(grant));
        var wrong = kept.Count(listed.Contains);
        Add(
            "Every removal is on the worklist, and nothing that was kept",
            missing == 0 && wrong == 0,
            $"{removals.Count} removals, {listed.Count} on the list, {missing} missing, {wrong} wrong"
        );
    }

    private static async Task<HashSet<long>> WorklistAsync(LocalHost host, CampaignKey key, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("x-functions-key", host.Keys.Function);
        var listed = new HashSet<long>();
        long? after = null;
        do
        {
            var page = await http.GetFromJsonAsync<JsonElement>(
                new Uri(host.BaseUri, $"api/campaigns/{key}/worklist?take=50&after={after ?? 0}"),
                cancellation
            );
            foreach (var item in page.GetProperty("rows").EnumerateArray())
                listed.Add(item.GetProperty("grantId").GetInt64());
            after =
                page.TryGetProperty("nextAfterGrantId", out var next) && next.ValueKind == JsonValueKind.Number ? next.GetInt64() : null;
        } while (after is not null);
        return listed;
    }

    private async Task RefusalsAreEvidenceAsync(OAuthAttestDb db, AnswerBook book, long campaignId, CancellationToken cancellation)
    {
        var refused = await db.Decisions.CountAsync(
            row =>
                row.CampaignId == campaignId
                && (row.Outcome == DecisionOutcome.RefusedNotOwner || row.Outcome == DecisionOutcome.RefusedAfterCutOff),
            cancellation
        );
        Add(
            "Clicks on strangers' grants and late clicks were refused and kept as evidence",
            refused == book.IllegalClicks && refused > 0,
            $"{book.IllegalClicks} sent, {refused} refused"
        );
    }

    private async Task ChainHoldsAsync(LocalHost host, CancellationToken cancellation)
    {
        var verdict = await new AuditVerification(host.Services.GetRequiredService<NpgsqlDataSource>()).VerifyAsync(cancellation);
        Add("The audit log's chain is whole", verdict.IsIntact && verdict.Entries > 0, verdict.Problem ?? $"{verdict.Entries} entries");
    }
}
