using System.Text;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Grants;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Escalations.Messages.EscalationTexts;

namespace OAuthAttest.Escalations.Messages;

/// <summary>The message in an incident's thread with everything known. Lists show what fits and count the rest.</summary>
internal sealed class IncidentDetails(SlackTemplates texts, IncidentView view)
{
    private const int MostAbilities = 12;
    private const int MostPeople = 10;

    // The characters that a list keeps free for its last line.
    private const int Reserve = 120;

    public SlackMessage Render(Uri? escalation, Uri? runbook, DateTimeOffset now)
    {
        List<SlackBlock> blocks =
        [
            SlackBlocks.Section(texts.Say(DoFirst)),
            SlackBlocks.Section(Facts(now)),
            SlackBlocks.Section(AbilitiesText()),
        ];
        if (view.Total > 1)
            blocks.Add(SlackBlocks.Section(PeopleText()));
        if (Links(escalation, runbook) is { Length: > 0 } links)
            blocks.Add(SlackBlocks.Context(links));
        var consent = view.First.Consent;
        return new SlackMessage(
            texts.Say(
                DetailsFallback,
                TextValue.Of("app", EscalationWords.App(consent)),
                TextValue.Of("who", EscalationWords.Who(consent))
            ),
            blocks
        );
    }

    private string Facts(DateTimeOffset now)
    {
        var (consent, decision) = (view.First.Consent, view.First.Decision);
        var lines = new List<string?>
        {
            EscalationWords.RemovedBefore(view.First) is { } removed ? texts.Say(Removed, TextValue.Of("details", removed)) : null,
            texts.Say(
                Person,
                TextValue.Of("who", EscalationWords.Who(consent, decision)),
                TextValue.Of("standing", EscalationWords.PrivilegeOf(decision))
            ),
            EscalationWords.Holder(consent) is var holder && consent.Facts.OtherPrincipals.Any()
                ? texts.Say(Holder, TextValue.Of("details", holder))
                : null,
            view.First.Earlier.Count > 0 ? texts.Say(NewScopes, TextValue.Of("details", EscalationWords.NewScopes(consent))) : null,
            view.First.Earlier.Count > 0 ? texts.Say(EarlierScopes, TextValue.Of("details", EarlierText())) : null,
            texts.Say(
                App,
                TextValue.Of("app", EscalationWords.App(consent)),
                TextValue.Of("kind", EscalationWords.AppIdKind(consent)),
                TextValue.Code("id", EscalationWords.AppId(consent))
            ),
            consent.Facts.Who.ExternalId is { Length: > 0 } account ? texts.Say(Account, TextValue.Code("id", account)) : null,
            consent.Facts.Tenant is { Length: > 0 } tenant ? texts.Say(Tenant, TextValue.Code("id", tenant)) : null,
            texts.Say(Publisher, TextValue.Of("details", EscalationWords.Publisher(consent))),
            texts.Say(Consent, TextValue.Of("details", EscalationWords.Kind(consent))),
            Joined(consent.Facts.IpAddress, consent.Facts.UserAgent) is { Length: > 0 } origin
                ? texts.Say(Origin, TextValue.Of("details", origin))
                : null,
            texts.Say(
                When,
                TextValue.Of("when", consent.Facts.OccurredAt, withTime: true),
                TextValue.Of("delay", EscalationWords.Span(EscalationWords.Delay(consent)))
            ),
            texts.Say(Roster, TextValue.Of("details", EscalationWords.RosterAge(decision, now))),
            EscalationWords.RosterNote(decision) is { } note ? texts.Say(RosterNote, TextValue.Of("details", note)) : null,
        };
        return string.Join('\n', lines.Where(line => line is not null));
    }

    private string EarlierText() =>
        string.Join(
            ", ",
            view.First.Earlier.Select(scope =>
                scope.Risk >= Risk.High ? $"{scope.Scope} ({EscalationWords.Risk(scope.Risk)})" : scope.Scope
            )
        );

    private string AbilitiesText()
    {
        var scopes = view.First.Scopes;
        return scopes.Count == 0
            ? texts.Say(NoAbilities)
            : List(
                texts.Say(Abilities),
                scopes
                    .Take(MostAbilities)
                    .Select(scope => texts.Say(scope.Risk >= Risk.High ? AbilityHigh : Ability, TextValue.Of("ability", scope.Sentence))),
                scopes.Count
            );
    }

    private string PeopleText() =>
        List(
            texts.Say(PeopleHeading, TextValue.Of("count", view.Total)),
            view.Consents.Take(MostPeople)
                .Select(each =>
                    texts.Say(
                        PersonLine,
                        TextValue.Of("who", EscalationWords.Who(each.Consent, each.Decision)),
                        TextValue.Of("standing", EscalationWords.PrivilegeOf(each.Decision))
                    )
                ),
            view.Total
        );

    private string List(string heading, IEnumerable<string> lines, int total)
    {
        var text = new StringBuilder(heading);
        var shown = 0;
        foreach (var line in lines)
        {
            if (text.Length + line.Length + 1 > SlackBlocks.TextLimit - Reserve)
                break;
            text.Append('\n').Append(line);
            shown++;
        }
        if (shown < total)
            text.Append('\n').Append(texts.Say(More, TextValue.Of("more", total - shown)));
        return text.ToString();
    }

    private string Links(Uri? escalation, Uri? runbook)
    {
        string?[] links =
        [
            IncidentMessages.SafeLink(escalation?.AbsoluteUri) is { } own ? texts.Say(EscalationLink, own) : null,
            IncidentMessages.SafeLink(view.Incident.PagerDutyUrl) is { } pager ? texts.Say(PagerDutyLink, pager) : null,
            IncidentMessages.SafeLink(EscalationLinks.Console(view.First.Consent)?.AbsoluteUri) is { } console
                ? texts.Say(ConsoleLink, console)
                : null,
            IncidentMessages.SafeLink(runbook?.AbsoluteUri) is { } book ? texts.Say(RunbookLink, book) : null,
        ];
        return string.Join(" · ", links.Where(link => link is not null));
    }

    private static string Joined(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (!string.IsNullOrWhiteSpace(part))
                text.Append(text.Length == 0 ? "" : " · ").Append(part);
        }
        return text.ToString();
    }
}
