using System.Globalization;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Outside;
using OAuthAttest.PagerDuty;

namespace OAuthAttest.Escalations.Dispatch.Paging;

/// <summary>Builds the page: it contains enough to act on without opening anything else.</summary>
public sealed class PageComposer(EscalationLinks links)
{
    private const string Class = "privileged-consent";
    private const int MostScopes = 20;
    private const int MostPeople = 20;
    private const int LongestSummary = 1024;
    private const int LongestValue = 1000;

    /// <param name="news">The consent for which it is paged once more after an acknowledgement; null: the first page.</param>
    public PagerDutyEvent Compose(IncidentView view, PagerDutyRoute route, DateTimeOffset now, ConsentView? news = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (news is not null)
            view = view with { Consents = [news, .. view.Consents.Where(each => each.Consent.Id != news.Consent.Id)] };
        var consent = view.First.Consent;
        var payload = new PagerDutyPayload(
            Summary(view, isNews: news is not null),
            consent.Facts.Tenant is { Length: > 0 } tenant ? tenant : consent.Facts.Provider.ToString(),
            Severity(view.Incident.Risk),
            consent.Facts.OccurredAt,
            WireText.Cut(EscalationWords.App(consent), 200),
            consent.Facts.Provider.ToString(),
            Class,
            Details(view, now)
        );
        return Trigger(view.Incident, route, payload, [.. Links(view)]);
    }

    /// <summary>Only that there is an incident, its risk, and the links.</summary>
    public PagerDutyEvent ComposeBare(Incident incident, PagerDutyRoute route)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var details = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["what to do first"] = incident.IsDrill ? EscalationWords.DrillFirst : EscalationWords.DoFirst,
            ["client id"] = incident.ClientId,
            ["escalation"] = IncidentKeys.EscalationKeyOf(incident.DedupKey),
            ["consents so far"] = incident.Consents,
        };
        var payload = new PagerDutyPayload(
            (incident.IsDrill ? $"{Drill.Mark}, no app was let in. " : "")
                + $"A privileged person let in an app: {EscalationWords.Risk(incident.Risk)} risk. The details could not be sent; look at "
                + "the escalation.",
            incident.Provider.ToString(), Severity(incident.Risk), incident.OpenedAt, null, incident.Provider.ToString(), Class, details);
        return Trigger(incident, route, payload, EscalationLink(incident) is { } escalation ? [escalation] : []);
    }

    /// <summary>An event that only acknowledges or resolves the alert.</summary>
    public static PagerDutyEvent Move(string alertKey, PagerDutyRoute route, PagerDutyAction action) =>
        new() { Route = route, Action = action, DedupKey = alertKey };

    /// <summary>Depends on the risk only: an unknown privilege makes nothing less urgent.</summary>
    public static PagerDutySeverity Severity(Risk risk) => risk switch
    {
        Risk.Critical => PagerDutySeverity.Critical,
        Risk.High => PagerDutySeverity.Error,
        _ => PagerDutySeverity.Warning,
    };

    /// <param name="view">The incident, with the consent to name first.</param>
    /// <param name="isNews">That consent came after an acknowledgement.</param>
    public static string Summary(IncidentView view, bool isNews = false)
    {
        ArgumentNullException.ThrowIfNull(view);
        var (consent, decision) = (view.First.Consent, view.First.Decision);
        var who = $"{EscalationWords.Who(consent, decision)} ({EscalationWords.PrivilegeOf(decision)})";
        var people =
            isNews ? string.Create(CultureInfo.InvariantCulture, $"NEW since it was acknowledged, {view.Total} consents in all: {who}")
            : view.Total > 1 ? string.Create(CultureInfo.InvariantCulture, $"{view.Total} privileged consents, first {who},")
            : who;
        var again = EscalationWords.RemovedBefore(view.First) is { } removed ? $"; {removed}" : "";
        if (view.Incident.IsDrill)
            return WireText.Cut($"{Drill.Mark}, no app was let in: acknowledge it, it resolves by itself ({who})", LongestSummary);
        return WireText.Cut(
            $"{people} let in {EscalationWords.App(consent)}: {EscalationWords.Risk(view.Incident.Risk)} risk{again}",
            LongestSummary
        );
    }

    private static Dictionary<string, object?> Details(IncidentView view, DateTimeOffset now)
    {
        var (consent, decision) = (view.First.Consent, view.First.Decision);
        var details = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["what to do first"] = EscalationWords.DoFirst,
            ["app"] = WireText.Cut(EscalationWords.App(consent), LongestValue),
            ["client id"] = consent.Facts.App.ClientId,
            ["publisher"] = WireText.Cut(consent.Facts.App.Publisher ?? "unnamed", LongestValue),
            ["publisher verified"] = EscalationWords.Verified(consent),
            ["who"] = WireText.Cut(EscalationWords.Who(consent, decision), LongestValue),
            ["privilege"] = WireText.Cut(EscalationWords.PrivilegeOf(decision), LongestValue),
            ["risk"] = EscalationWords.Risk(view.Incident.Risk),
            ["what it can do (\"you\" is the person)"] = Abilities(view.First.Scopes),
            ["whose grant it is"] = WireText.Cut(EscalationWords.Holder(consent), LongestValue),
            ["consent"] = EscalationWords.Kind(consent),
            ["tenant"] = consent.Facts.Tenant,
            ["ip address"] = consent.Facts.IpAddress,
            ["user agent"] = consent.Facts.UserAgent is { } agent ? WireText.Cut(agent, LongestValue) : null,
            ["consented at"] = consent.Facts.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
            ["delay from consent to arrival"] = EscalationWords.Span(EscalationWords.Delay(consent)),
            ["privileged roster"] = WireText.Cut(EscalationWords.RosterAge(decision, now), LongestValue),
            ["roster note"] = EscalationWords.RosterNote(decision),
            ["rules"] = string.Join(", ", decision.Rules),
            ["escalation"] = IncidentKeys.EscalationKeyOf(view.Incident.DedupKey),
            ["consents so far"] = view.Total,
        };
        if (view.First.Earlier.Count > 0)
        {
            details["new with this consent"] = WireText.Cut(EscalationWords.NewScopes(consent), LongestValue);
            details["it had before"] = Abilities(view.First.Earlier);
        }
        if (view.Incident.IsDrill)
            details["what to do first"] = EscalationWords.DrillFirst;
        if (EscalationWords.RemovedBefore(view.First) is { } removed)
            details["what a campaign did before"] = removed;
        if (view.Total > 1)
            details["people"] = People(view);
        return details;
    }

    private static List<string> Abilities(IReadOnlyList<ScopeMeaning> scopes)
    {
        if (scopes.Count == 0)
            return ["the source does not say which permissions"];
        List<string> shown =
        [
            .. scopes
                .Take(MostScopes)
                .Select(scope => WireText.Cut($"{scope.Sentence} [{scope.Scope}, {EscalationWords.Risk(scope.Risk)}]", LongestValue)),
        ];
        if (scopes.Count > shown.Count)
            shown.Add(string.Create(CultureInfo.InvariantCulture, $"and {scopes.Count - shown.Count} more"));
        return shown;
    }

    private static List<string> People(IncidentView view)
    {
        List<string> shown =
        [
            .. view
                .Consents.Take(MostPeople)
                .Select(each =>
                    WireText.Cut(
                        $"{EscalationWords.Who(each.Consent, each.Decision)} ({EscalationWords.PrivilegeOf(each.Decision)})",
                        LongestValue
                    )
                ),
        ];
        if (view.Total > shown.Count)
            shown.Add(string.Create(CultureInfo.InvariantCulture, $"and {view.Total - shown.Count} more"));
        return shown;
    }

    private PagerDutyEvent Trigger(Incident incident, PagerDutyRoute route, PagerDutyPayload payload, IReadOnlyList<PagerDutyLink> shown) =>
        new()
        {
            Route = route,
            Action = PagerDutyAction.Trigger,
            DedupKey = incident.DedupKey,
            Payload = payload,
            Links = shown,
            ClientUrl = links.App,
        };

    // Null where the app's own address is not configured.
    private PagerDutyLink? EscalationLink(Incident incident) =>
        links.Escalation(incident) is { } escalation ? new PagerDutyLink(escalation, "The escalation") : null;

    private IEnumerable<PagerDutyLink> Links(IncidentView view)
    {
        if (EscalationLink(view.Incident) is { } escalation)
            yield return escalation;
        if (EscalationLinks.Console(view.First.Consent) is { } console)
            yield return new PagerDutyLink(console, "The provider's console");
        if (links.Runbook is { } runbook)
            yield return new PagerDutyLink(runbook, "Runbook");
    }
}
