using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Persistence;
using Spectre.Console;

namespace OAuthAttest.Local.Demo;

/// <summary>
/// What became of those for whom "asked, answered, listed" is not the whole story: a grant that grew, people whom no message reaches, an
/// app that was answered for at once. Every word of it is read from the tables.
/// </summary>
internal sealed class SpecialCases(LocalHost host, SlackSimulator slack, AnswerBook book, CampaignReport report)
{
    private readonly Table table = new Table().Border(TableBorder.Rounded).AddColumns("Who or what", "What happened", "What becomes of it");

    /// <summary>Shows the cases, and adds what must hold for them.</summary>
    public async Task WriteAsync(IAnsiConsole console, Promises promises, CancellationToken cancellation)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<OAuthAttestDb>>().CreateDbContextAsync(cancellation);
        await ChangedAsync(db, promises, cancellation);
        var people = report.UnreachablePeople;
        var unreachable = people.FirstOrDefault(person => person.SlackIds is not { Count: > 0 });
        await UnreachedAsync(db, promises, unreachable, "unreachable", cancellation);
        var ambiguous = people.FirstOrDefault(person => person.SlackIds is { Count: > 1 });
        await UnreachedAsync(db, promises, ambiguous, "ambiguous", cancellation);
        await AnsweredAtOnceAsync(db, promises, cancellation);
        console.Write(new Rule("[bold]The special cases[/]").LeftJustified());
        console.Write(table);
    }

    private async Task ChangedAsync(OAuthAttestDb db, Promises promises, CancellationToken cancellation)
    {
        var changed = report.ChangedGrants.Where(grant => !grant.IsGone && grant.NewScopes.Count > 0).ToList();
        var ids = changed.ConvertAll(grant => grant.GrantId);
        var listed = await db.Worklist.CountAsync(item => ids.Contains(item.GrantId), cancellation);
        promises.Add(
            "A grant that grew after Keep is neither kept nor removed, and somebody is named for it",
            changed.Count > 0 && listed == 0 && changed.TrueForAll(grant => grant.MustDecide.Length > 0),
            $"{changed.Count} grants, {listed} of them listed for removal"
        );
        if (changed.Count == 0)
            return;
        var first = changed[0];
        Row(
            $"{first.App}, of {first.Account}",
            $"Kept, then it was given more: {string.Join(", ", first.NewScopes)}. Asked again, not answered again",
            $"The Keep is void and nothing is listed for removal. {first.MustDecide} must decide"
        );
    }

    private async Task UnreachedAsync(
        OAuthAttestDb db, Promises promises, UnreachablePerson? person, string kind, CancellationToken cancellation)
    {
        if (person is null)
        {
            promises.Add($"Somebody {kind} is told of and not removed from", false, "nobody was");
            return;
        }
        var items = await (
            from item in db.Items
            join who in db.Participants on item.ParticipantId equals who.Id
            where who.Key == person.Key
            select item.GrantId
        ).ToListAsync(cancellation);
        var listed = await db.Worklist.CountAsync(item => items.Contains(item.GrantId), cancellation);
        var messages = (person.SlackIds ?? []).Sum(id => slack.Person(id).Messages.Count(message => message.Key?.EndsWith(
            $":u:{person.Key}:request", StringComparison.Ordinal) == true));
        promises.Add(
            $"Somebody {kind} is told of and not removed from",
            items.Count > 0 && listed == 0 && messages == 0,
            $"{items.Count} grants, {listed} of them listed for removal, {messages} questions"
        );
        Row(
            person.Name ?? person.Email ?? person.Key,
            UnreachableReason.InWords(person.Reason, person.SlackIds),
            $"Not asked; none of {items.Count} grants is listed for removal. To be asked next time: {person.WhatToDo}"
        );
    }

    private async Task AnsweredAtOnceAsync(OAuthAttestDb db, Promises promises, CancellationToken cancellation)
    {
        var answered = await (
            from item in db.Items
            join app in db.CampaignApps on new { item.CampaignId, item.AppId } equals new { app.CampaignId, app.AppId }
            join who in db.Participants on item.ParticipantId equals who.Id
            where app.ExternalId == SampleFiles.DepartedApp && item.Ownership == Ownership.Orphan
            select new { item.GrantId, item.Answer, item.Reason, App = app.Name, Owner = who.DisplayName }
        ).ToListAsync(cancellation);
        var ids = answered.ConvertAll(item => item.GrantId);
        var listed = await db.Worklist.CountAsync(item => ids.Contains(item.GrantId), cancellation);
        promises.Add(
            "An app of people who left is answered for at once, with one reason",
            answered.Count > 1 && book.AppsAnswered > 0 && answered.TrueForAll(item => item.Answer == Answer.Remove && item.Reason != null),
            $"{answered.Count} grants, {listed} of them listed for removal"
        );
        if (answered.Count == 0)
            return;
        Row(
            $"{answered[0].App}, {answered.Count} grants of people who left",
            $"{answered[0].Owner} answered {answered[0].Answer} for all of them at once: \"{answered[0].Reason}\"",
            $"{listed} of them are listed for removal"
        );
    }

    private void Row(params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);
}
