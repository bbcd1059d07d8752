using System.Globalization;
using System.Text;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Revocations;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Reporting.ReportTexts;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>The coverage report to the security lead, with the decision on a held worklist.</summary>
internal sealed class ReportMessage(SlackTemplates texts, CampaignReport report)
{
    private const int MostLines = 8;
    private const int MostReasons = 6;

    public SlackMessage Render()
    {
        List<SlackBlock> blocks =
        [
            SlackBlocks.Header(texts.Say(Title, Campaign)),
            SlackBlocks.Context(
                texts.Say(
                    Opened,
                    TextValue.Of("requestedBy", report.RequestedBy),
                    TextValue.Of("opened", report.OpenedAt, true),
                    TextValue.Of("closes", report.ClosedAt ?? report.ClosesAt, true)
                )
            ),
            SlackBlocks.Section(NumbersText()),
            SlackBlocks.Section(RiskTable()),
        ];
        blocks.AddRange(WorklistBlocks());
        blocks.Add(new SlackBlock.Divider());
        AddList(
            blocks,
            texts.Say(UnreachableHeading, TextValue.Of("count", report.Users.Unreachable)),
            report.UnreachablePeople,
            UnreachableText,
            report.Users.Unreachable
        );
        AddList(
            blocks,
            texts.Say(ChangedHeading, TextValue.Of("count", Math.Max(report.Classes.Changed, report.ChangedGrants.Count))),
            report.ChangedGrants,
            ChangedText,
            Math.Max(report.Classes.Changed, report.ChangedGrants.Count)
        );
        AddList(blocks, texts.Say(KeptHeading), report.RiskiestKept, KeptText, report.RiskiestKept.Count);
        AddList(blocks, texts.Say(NotEvaluatedHeading), report.NotEvaluated, NotEvaluatedText, report.NotEvaluated.Count);
        AddList(
            blocks,
            texts.Say(ExclusionsHeading),
            report.Exclusions,
            exclusion => texts.Say(ExclusionLine, TextValue.Of("details", exclusion.Reason), TextValue.Of("grants", exclusion.Grants)),
            report.Exclusions.Count
        );
        if (report.AuditHead is { } head)
            blocks.Add(SlackBlocks.Context(texts.Say(AuditHead, TextValue.Of("head", head))));
        return new SlackMessage(texts.Say(Fallback, Campaign, Share, TextValue.Of("grants", report.Population.Grants)), blocks);
    }

    private TextValue Campaign => TextValue.Of("campaign", report.Campaign);

    private TextValue Share => TextValue.Of("share", Percent(report.Classes.Decided, report.Population.Grants));

    private string NumbersText()
    {
        var population = report.Population;
        var (classes, users) = (report.Classes, report.Users);
        List<string?> lines =
        [
            texts.Say(
                Population,
                TextValue.Of("grants", population.Grants),
                TextValue.Of("people", population.People),
                TextValue.Of("digest", population.Digest),
                TextValue.Of("version", population.DictionaryVersion)
            ),
            ScopeText(),
            texts.Say(Coverage, Share, TextValue.Of("decided", classes.Decided), TextValue.Of("total", population.Grants)),
            texts.Say(
                Classes,
                TextValue.Of("attested", classes.Attested),
                TextValue.Of("remove", classes.Remove),
                TextValue.Of("unanswered", classes.Unanswered),
                TextValue.Of("unreachable", classes.Unreachable),
                TextValue.Of("changed", classes.Changed)
            ),
            report.NarrowedGrants == 0 ? null : texts.Say(ReportTexts.Narrowed, TextValue.Of("count", report.NarrowedGrants)),
            texts.Say(
                Users,
                TextValue.Of("total", users.Total),
                TextValue.Of("complete", users.Complete),
                TextValue.Of("partial", users.Partial),
                TextValue.Of("silent", users.Silent),
                TextValue.Of("unreachable", users.Unreachable)
            ),
            texts.Say(
                SpecialGrants,
                TextValue.Of("orphans", report.OrphanGrants),
                TextValue.Of("tenantWide", report.TenantWideGrants),
                TextValue.Of("applications", report.ApplicationGrants),
                TextValue.Of("notRecognised", report.NotRecognisedGrants)
            ),
        ];
        if (users.NeverAsked > 0)
            lines.Add(texts.Say(NeverAsked, TextValue.Of("count", users.NeverAsked)));
        if (report.Orchestrations is { Failed: > 0 } own)
            lines.Add(texts.Say(Interrupted, TextValue.Of("failed", own.Failed), TextValue.Of("revived", own.Revived)));
        return string.Join('\n', lines.OfType<string>());
    }

    /// <summary>What the campaign is about, and what it says nothing of; null where it covers all active grants.</summary>
    private string? ScopeText()
    {
        if (report.Scope is not { Filter: { } filter } scope)
            return null;
        if (scope is not { ActiveGrants: { } active, OutsideFilter: { } outside })
            return texts.Say(FilterUncounted, TextValue.Of("details", filter));
        return texts.Say(
            Filter,
            TextValue.Of("details", filter),
            TextValue.Of("share", Percent(report.Population.Grants, active)),
            TextValue.Of("grants", report.Population.Grants),
            TextValue.Of("total", active),
            TextValue.Of("outside", outside),
            TextValue.Of("unowned", scope.UnownedOutside ?? 0),
            TextValue.Of("covered", Percent(report.Classes.Decided, active))
        );
    }

    private string RiskTable()
    {
        var table = new StringBuilder("```\n");
        table.Append(
            CultureInfo.InvariantCulture,
            $"{"risk",-9}{"grants",9}{"attested",10}{"remove",8}{"silent",8}{"unreach.",10}{"changed",9}\n"
        );
        foreach (var row in report.ByRisk.Take(4))
        {
            var c = row.Classes;
            table.Append(
                CultureInfo.InvariantCulture,
                $"{row.Risk.ToString().ToLowerInvariant(),-9}{c.Sum,9}{c.Attested,10}{c.Remove,8}{c.Unanswered,8}"
                + $"{c.Unreachable,10}{c.Changed,9}\n"
            );
        }
        return table.Append("```").ToString();
    }

    private IEnumerable<SlackBlock> WorklistBlocks()
    {
        var worklist = report.Worklist;
        var text = new StringBuilder(WorklistText(worklist));
        if (worklist is { Narrowed: > 0, State: not WorklistState.None })
            text.Append('\n').Append(texts.Say(WorklistNarrowed, TextValue.Of("count", worklist.Narrowed)));
        if (worklist.State == WorklistState.Held)
        {
            foreach (var reason in worklist.HoldReasons.Take(MostReasons))
                text.Append('\n').Append(texts.Say(HoldReason, TextValue.Of("details", reason)));
            AppendMore(text, worklist.HoldReasons.Count - MostReasons);
        }
        if (ModeText(worklist) is { } mode)
            text.Append('\n').Append(texts.Say(mode, TextValue.Of("campaign", report.Campaign)));
        yield return SlackBlocks.Section(text.ToString(), "oaa.worklist");
        if (worklist.State == WorklistState.Released && Mode != RevocationMode.Worklist)
            yield return PauseButtons.Of(texts, CampaignKey.Parse(report.Campaign), notice: 0, isPaused: null);
        if (worklist is { State: WorklistState.Held, Digest: { } digest })
            yield return DecisionButtons(new WorklistButton(CampaignKey.Parse(report.Campaign), digest).Encode());
    }

    private RevocationMode Mode => report.Removal?.Mode ?? RevocationMode.Worklist;

    /// <summary>What is done with the list; null: nothing is to be said of it.</summary>
    private TextSlot? ModeText(WorklistNumbers worklist) => (worklist, Mode) switch
    {
        ({ State: WorklistState.None or WorklistState.Rejected } or { Size: 0 }, _) => null,
        (_, RevocationMode.Worklist) => ModeWorklist,
        ({ State: WorklistState.Held }, _) => ModeApproved,
        ({ DecidedBy: not null }, _) => ModeApprovedNow,
        ({ RemovesUnnamed: true }, RevocationMode.Automatic) => ModeAutomatic,
        _ => ModeUnnamed,
    };

    private SlackBlock.Actions DecisionButtons(string value)
    {
        TextValue[] values = [TextValue.Of("count", report.Worklist.Size), TextValue.Of("digest", report.Worklist.Digest)];
        SlackConfirmation Asked(TextSlot title, TextSlot text) =>
            new(texts.Say(title, values), texts.Say(text, values), texts.Say(ConfirmYes), texts.Say(ConfirmNo));
        var approve = SlackBlocks.Button(
            texts.Say(ButtonApprove, values),
            SlackActions.ApproveWorklist,
            value,
            style: SlackButtonStyle.Danger
        );
        var meaning = Mode == RevocationMode.Worklist ? ConfirmApproveText : ConfirmApproveRemoves;
        var reject = SlackBlocks.Button(texts.Say(ButtonReject, values), SlackActions.RejectWorklist, value);
        List<SlackButton> buttons =
        [
            approve with { Confirm = Asked(ConfirmApproveTitle, meaning) },
            reject with { Confirm = Asked(ConfirmRejectTitle, ConfirmRejectText) },
        ];
        return new SlackBlock.Actions(buttons) { Id = "oaa.worklist.decision" };
    }

    private string WorklistText(WorklistNumbers worklist)
    {
        TextValue[] values =
        [
            TextValue.Of("count", worklist.Size), TextValue.Of("digest", worklist.Digest), TextValue.Of("name", worklist.DecidedBy),
            worklist.DecidedAt is { } at ? TextValue.Of("when", at, true) : TextValue.Rendered("when", texts.Say(Never)),
        ];
        return texts.Say(worklist switch
        {
            { State: WorklistState.None } => WorklistNone,
            { State: WorklistState.Held } => WorklistHeld,
            { State: WorklistState.Rejected } => WorklistRejected,
            { DecidedBy: not null } => WorklistApproved,
            _ => WorklistReady,
        }, values);
    }

    private void AddList<T>(List<SlackBlock> blocks, string heading, IReadOnlyList<T> items, Func<T, string> line, long total)
    {
        if (items.Count == 0)
            return;
        // A line that does not fit any more is only counted, like those beyond the first few.
        var text = new StringBuilder(heading);
        var shown = 0;
        foreach (var item in items.Take(MostLines))
        {
            var next = '\n' + line(item);
            if (text.Length + next.Length > SlackBlocks.TextLimit - 120)
                break;
            text.Append(next);
            shown++;
        }
        AppendMore(text, total - shown);
        blocks.Add(SlackBlocks.Section(text.ToString()));
    }

    private void AppendMore(StringBuilder text, long more)
    {
        if (more > 0)
            text.Append('\n').Append(texts.Say(More, TextValue.Of("more", more)));
    }

    private string UnreachableText(UnreachablePerson person) =>
        texts.Say(
            UnreachableLine,
            TextValue.Of("name", person.Name ?? person.Email ?? person.Key),
            TextValue.Of("grants", person.Grants),
            TextValue.Of("reason", UnreachableReason.InWords(person.Reason, person.SlackIds))
        );

    private string ChangedText(ChangedGrant grant)
    {
        var details = grant switch
        {
            { IsGone: true } => texts.Say(ChangedGone),
            { NewScopes.Count: 0 } => texts.Say(ChangedReach),
            _ => null,
        };
        return texts.Say(
            grant.AfterTheClose ? ChangedLater : ChangedLine,
            TextValue.Of("app", grant.App),
            TextValue.Rendered("risk", CardLines.Risk(texts, grant.Risk)),
            TextValue.Of("name", grant.MustDecide),
            details is null ? TextValue.Of("details", string.Join(", ", grant.NewScopes)) : TextValue.Rendered("details", details)
        );
    }

    private string KeptText(KeptGrant grant)
    {
        var reason = string.IsNullOrWhiteSpace(grant.Reason)
            ? TextValue.Rendered("reason", texts.Say(NoReason))
            : TextValue.Of("reason", grant.Reason);
        return texts.Say(
            KeptLine,
            TextValue.Rendered("risk", CardLines.Risk(texts, grant.Risk)),
            TextValue.Of("app", grant.App),
            TextValue.Of("owner", grant.Owner),
            TextValue.Of("ability", grant.WorstAbility),
            reason
        );
    }

    private string NotEvaluatedText(NotEvaluatedSource source)
    {
        var when = source.LastSucceededAt is { } at ? TextValue.Of("when", at, true) : TextValue.Rendered("when", texts.Say(Never));
        var details = source.Failure is null ? TextValue.Rendered("details", texts.Say(Stale)) : TextValue.Of("details", source.Failure);
        return texts.Say(NotEvaluatedLine, TextValue.Of("source", source.Source), TextValue.Of("grants", source.Grants), when, details);
    }

    // Rounded down, so that 100 % is shown only when nothing is missing.
    private static string Percent(long part, long whole) =>
        whole == 0 ? "–" : (Math.Floor(1000m * part / whole) / 10m).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
