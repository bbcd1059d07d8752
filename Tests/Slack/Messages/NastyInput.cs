using FsCheck;
using FsCheck.Fluent;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Rosters;

namespace OAuthAttest.Tests.Slack.Messages;

/// <summary>Generators of everything a provider's inventory may contain.</summary>
internal static class NastyInput
{
    private static readonly string[] Pieces =
    [
        "Calendar Buddy",
        "<!channel>",
        "<@U0JANE>",
        "<https://evil.example|Sign in>",
        "&&&&&&&&",
        "*_~`",
        ":smile:",
        "\n\n\n",
        "\u202Etxt.exe",
        "\u200B\u200B",
        "👩‍👩‍👧‍👦",
        "🏳️‍🌈",
        "日本語のアプリ",
        "e\u0301\u0301\u0301\u0301",
        "\uD83D",
        "\0",
        "{app}",
        "}}{{",
        "|",
        "```",
        "…",
        " ",
        "ﷺ",
    ];

    public static Gen<string> Text { get; } =
        Gen.OneOf(
            Gen.Elements(Pieces),
            Gen.Choose(0, 40).SelectMany(count => Gen.Elements(Pieces).ListOf(count)).Select(list => string.Concat(list)),
            Gen.Elements("", " "),
            Gen.Choose(1, 5000).SelectMany(count => Gen.Elements(Pieces).Select(piece => string.Concat(Enumerable.Repeat(piece, count)))),
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "")
        );

    public static Gen<GrantCard> Card { get; } =
        from app in Text
        from publisher in Text.OrNull()
        from account in Text.OrNull()
        from owner in Text.OrNull()
        from reason in Text.OrNull()
        from sentence in Text
        from abilities in Gen.Frequency((6, Gen.Choose(0, 12)), (1, Gen.Constant(1000)))
        from risk in Gen.Elements(Enum.GetValues<Risk>())
        from facts in Gen.Choose(0, int.MaxValue)
        select new GrantCard
        {
            GrantId = facts,
            Number = 1,
            Provider = ProviderName.Parse("a-provider-with-a-name-of-32-let"),
            AppName = app,
            Publisher = publisher,
            PublisherVerified = (facts % 3) switch
            {
                0 => true,
                1 => false,
                _ => null,
            },
            Account = account,
            ConsentType = (ConsentType)(1 + (facts % 3)),
            Ownership = (Ownership)(1 + (facts % 4)),
            OriginalOwner = owner,
            Risk = risk,
            Abilities = [.. Enumerable.Range(0, abilities).Select(i => new ScopeLine($"{sentence} {i}", risk, i % 2 == 0))],
            GrantedAt = facts % 2 == 0 ? SlackSetup.Now : null,
            LastUsedAt = facts % 5 == 0 ? SlackSetup.Now : null,
            Drift = (Drift)(facts % 5),
            AskedAgain = facts % 7 == 0,
            Answer = (Answer)(facts % 4),
            Reason = reason,
            AnsweredAt = facts % 4 == 0 ? null : SlackSetup.Now,
            DigestPrefix = "0a1b2c3d",
        };

    public static Gen<AttestationRequestView> Request { get; } =
        from cards in Gen.Choose(0, AttestationRequestView.PageSize - 2).SelectMany(count => Card.ListOf(count))
        from names in Gen.Choose(0, 60).SelectMany(count => Text.ListOf(count))
        from help in Text.OrNull()
        from name in Text.OrNull()
        from owner in Text.OrNull()
        from why in Text
        from askedBy in Text
        from facts in Gen.Choose(0, int.MaxValue)
        select new AttestationRequestView
        {
            Campaign = MessageSamples.Quarter,
            ParticipantKey = new string('k', 60),
            RecipientName = name,
            AskedBy = askedBy,
            Why = why,
            ClosesAt = SlackSetup.Now,
            Silence = (SilencePolicy)(1 + (facts % 3)),
            Help = help,
            Entries =
            [
                .. cards.Select((card, index) => card with { GrantId = index, Number = 1000 + index }),
                .. cards.Take(1).Select(App),
                .. names.Count > 0 ? [MessageSamples.LowRisk(2000, 0, [.. names])] : Array.Empty<QuestionEntry>(),
            ],
            Opened = (facts % 6) switch
            {
                0 => MessageSamples.LowRisk(1, 0, [.. names]),
                1 => cards.Select(App).FirstOrDefault(),
                _ => null,
            },
            Page = 2,
            PageCount = 3,
            CardCount = 24,
            GrantCount = 90,
            OpenCount = facts % 90,
            KeepAllLowRiskCount = facts % 4,
            IsClosed = facts % 5 == 0,
            IsCancelled = facts % 10 == 0,
            OnBehalfOf = owner,
        };

    private static AppCard App(GrantCard card) => new()
    {
        Number = 9,
        AppId = card.GrantId,
        Provider = card.Provider,
        AppName = card.AppName,
        Publisher = card.Publisher,
        PublisherVerified = card.PublisherVerified,
        Risk = card.Risk,
        Abilities = card.Abilities,
        Answers = new GroupAnswers(int.MaxValue, (int)(card.GrantId % 3), (int)(card.GrantId % 2)),
        DigestPrefix = new string('a', 16),
    };

    public static Gen<CampaignReport> Report { get; } =
        from text in Text
        from other in Text
        from count in Gen.Choose(0, 60)
        from facts in Gen.Choose(0, int.MaxValue)
        select MessageSamples.Report((WorklistState)(facts % 4)) with
        {
            RequestedBy = text,
            Classes = new ClassNumbers(long.MaxValue / 8, facts, 0, 0, 0),
            Worklist = new WorklistNumbers(
                (WorklistState)(facts % 4),
                facts,
                facts % 3 == 0 ? null : new string('c', 64),
                [.. Enumerable.Repeat(other, count)],
                facts % 2 == 0 ? text : null,
                null
            ),
            Users = new UserCoverage(facts, facts, facts, facts, facts, NeverAsked: facts),
            Orchestrations = new OrchestrationNumbers(facts, facts),
            UnreachablePeople = [.. Enumerable.Repeat(new UnreachablePerson("k", text, null, facts, other), count)],
            RiskiestKept =
            [
                .. Enumerable.Repeat(new KeptGrant(1, text, other, true, Risk.Critical, ConsentType.Tenant, other, text, other), count),
            ],
            Exclusions = [.. Enumerable.Repeat(new ExcludedGrants(text, facts), count)],
            NotEvaluated = [.. Enumerable.Repeat(new NotEvaluatedSource(text, SlackSetup.Now, other, facts), count)],
        };

    public static Gen<IncidentView> Incident { get; } =
        from app in Text.OrNull()
        from name in Text.OrNull()
        from publisher in Text.OrNull()
        from role in Text.OrNull()
        from sentence in Text
        from agent in Text.OrNull()
        from scopes in Gen.Choose(0, 60)
        from people in Gen.Choose(1, IncidentView.MostConsents)
        from facts in Gen.Choose(0, int.MaxValue)
        select new IncidentView(
            new Incident
            {
                Id = facts,
                DedupKey = IncidentKeys.DedupKey(new string('k', 80)),
                Provider = ProviderName.Parse("a-provider-with-a-name-of-32-let"),
                Tenant = "tenant",
                ClientId = "client",
                State = (IncidentState)(1 + (facts % 3)),
                End = (IncidentEnd)(1 + (facts % 3)),
                OpenedAt = SlackSetup.Now,
                LastConsentAt = SlackSetup.Now,
                Risk = (Risk)(1 + (facts % 4)),
                PagerDutyUrl = facts % 2 == 0 ? "https://a.example/?a=1&b=<x>|y" : app,
                PageFailureToldAt = facts % 5 == 0 ? SlackSetup.Now : null,
                AcknowledgedBy = name,
                AcknowledgedAt = SlackSetup.Now,
                ResolvedBy = facts % 2 == 0 ? "U0JANE" : name,
                ResolvedAt = SlackSetup.Now,
                Reason = sentence,
            },
            [.. Enumerable.Range(0, people).Select(i => Consent(app, name, publisher, role, sentence, agent, scopes, facts + i))],
            facts % 3 == 0 ? people : facts
        );

    private static ConsentView Consent(
        string? app,
        string? name,
        string? publisher,
        string? role,
        string sentence,
        string? agent,
        int scopes,
        int facts
    ) =>
        new(
            new ConsentRecord
            {
                Key = new string('k', 80),
                Source = ConsentSource.Standard,
                EventKey = "event",
                Facts = new ConsentFacts
                {
                    Provider = ProviderName.Parse(
                        (facts % 5) switch
                        {
                            0 => "entra",
                            1 => "google",
                            2 => "okta",
                            3 => "github",
                            _ => "other",
                        }
                    ),
                    OccurredAt = SlackSetup.Now,
                    Who = new ConsentingPerson(null, facts % 2 == 0 ? null : sentence, name),
                    App = new ConsentedApp(
                        sentence,
                        app,
                        publisher,
                        (facts % 3) switch
                        {
                            0 => true,
                            1 => false,
                            _ => null,
                        }
                    ),
                    Scopes = [],
                    ConsentType = (ConsentType)(1 + Math.Abs(facts % 3)),
                    Tenant = app,
                    IpAddress = agent,
                    UserAgent = agent,
                },
                ReceivedAt = SlackSetup.Now,
            },
            new Escalation
            {
                ConsentId = 1,
                Revision = 1,
                Verdict = EscalationVerdict.Escalate,
                Privilege = (Privilege)(1 + Math.Abs(facts % 3)),
                Category = facts % 4 == 0 ? null : RosterCategory.Admin,
                Role = role,
                Risk = Risk.Critical,
                Rules = [],
                RosterReadAt = facts % 2 == 0 ? SlackSetup.Now : null,
                RemovedAt = facts % 2 == 0 ? SlackSetup.Now.AddDays(-12) : null,
                RemovedByCampaign = facts % 3 == 0 ? "2026Q4" : null,
                RemovalStanding = (facts % 4) switch { 0 => RemovalStanding.Removed, 1 => RemovalStanding.Decided, _ => null },
                DictionaryVersion = "1",
                DecidedAt = SlackSetup.Now,
            },
            [.. Enumerable.Range(0, scopes).Select(i => new ScopeMeaning(sentence, (Risk)(1 + (i % 4)), sentence, true))]
        );
}
