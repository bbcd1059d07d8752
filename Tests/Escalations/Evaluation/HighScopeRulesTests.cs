using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

public sealed class HighScopeRulesTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Scopes, other facts, and the default rules that match.</summary>
    public static TheoryData<string, string, string> Defaults => new()
    {
        { "User.Read", "", "" },
        { "Mail.Read", "", "scope-risk" },
        { "https://graph.microsoft.com/mail.readwrite", "", "scope-risk" },
        { "", "", "scope-risk" },
        { "Something.Nobody.Knows", "", "scope-risk" },
        { "Calendars.Read", "", "" },
        { "Calendars.Read", "unverified", "unverified-publisher" },
        { "Calendars.Read", "verified", "" },
        { "User.Read", "unverified", "" },
        { "Calendars.Read", "29 days", "young-app" },
        { "Calendars.Read", "30 days", "" },
        { "Calendars.Read", "-1 days", "young-app" },
        { "User.Read", "1 days", "" },
        { "User.Read", "admin", "admin-consent" },
        { "User.Read", "no admin", "" },
        { "User.Read", "tenant", "tenant-wide" },
        { "User.Read", "application", "application-permissions" },
        { "Calendars.Read offline_access", "", "offline-access" },
        { "Calendars.Read OFFLINE_ACCESS", "", "offline-access" },
        { "User.Read offline_access", "", "" },
        { "offline_access", "", "" },
        { "Mail.Read offline_access", "admin unverified 1 days", "scope-risk admin-consent unverified-publisher young-app offline-access" },
    };

    [Theory]
    [MemberData(nameof(Defaults))]
    public void Judge_ByDefault_NamesTheRulesThatHold(string scopes, string facts, string expected)
    {
        var finding = Evaluate(new EscalationRules(), Consent(scopes, facts));

        Assert.Equal(expected, string.Join(' ', finding.Rules));
        Assert.Equal(expected.Length > 0, finding.IsHigh);
    }

    [Theory]
    [InlineData("Mail.*", "Mail.Read", true)]
    [InlineData("mail.*", "https://graph.microsoft.com/Mail.Read", true)]
    [InlineData("https://graph.microsoft.com/Mail.*", "mail.send", true)]
    [InlineData("*.ReadWrite.*", "Files.ReadWrite.All", true)]
    [InlineData("*.ReadWrite.*", "Files.Read.All", false)]
    [InlineData("Mail.*", "MailboxSettings.Read", false)]
    [InlineData("Mail.Read", "Mail.ReadWrite", false)]
    [InlineData("*", "x", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("a*b*a", "abXba", true)]
    [InlineData("M.il.Read", "Mail.Read", false)]
    [InlineData("Mail.(Read)+", "Mail.Read", false)]
    public void ScopePattern_OfEntra_MatchesWithoutCaseAndResource(string pattern, string scope, bool matches) =>
        Assert.Equal(matches, ScopePattern.Matches(ProviderName.Entra, pattern, scope));

    [Theory]
    [InlineData("google", "https://mail.google.com", "https://mail.google.com/", true)]
    [InlineData("google", "https://www.googleapis.com/auth/gmail.*", "https://www.googleapis.com/auth/gmail.readonly", true)]
    [InlineData("google", "*/auth/Gmail.*", "https://www.googleapis.com/auth/gmail.readonly", false)]
    [InlineData("okta", "okta.users.*", "okta.users.manage", true)]
    [InlineData("okta", "okta.Users.*", "okta.users.manage", false)]
    [InlineData("github", "contents:*", "contents:write", true)]
    public void ScopePattern_OfOthers_MatchesTheExactCase(string provider, string pattern, string scope, bool matches) =>
        Assert.Equal(matches, ScopePattern.Matches(ProviderName.Parse(provider), pattern, scope));

    [Fact]
    public void Judge_PatternsOfMuchStars_TakesNoTime()
    {
        var rules = new EscalationRules { ScopePatterns = [string.Concat(Enumerable.Repeat("*a", 100)) + "*b"] };
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var finding = Evaluate(rules, Consent(new string('a', 20_000), ""));

        Assert.Equal(["scope-risk"], finding.Rules);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Fact]
    public void Judge_LowScopeOfAPattern_IsHighAndKeepsItsRisk()
    {
        var finding = Evaluate(new EscalationRules { ScopePatterns = ["User.*", "Files.*"] }, Consent("User.Read", ""));

        Assert.Equal((Risk.Low, "scope-pattern:User.*"), (finding.Risk, Assert.Single(finding.Rules)));
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("tenant")]
    [InlineData("application")]
    [InlineData("unverified")]
    [InlineData("1 days")]
    [InlineData("offline")]
    public void Judge_RuleSwitchedOff_DoesNotHold(string facts)
    {
        var off = new EscalationRules
        {
            MinRisk = Risk.Critical,
            AdminConsent = false,
            TenantWide = false,
            ApplicationPermissions = false,
            UnverifiedPublisherFrom = null,
            YoungApp = null,
            OfflineAccessFrom = null,
        };
        var scopes = facts == "offline" ? "Calendars.Read offline_access" : "Calendars.Read";

        Assert.NotEmpty(Evaluate(new EscalationRules(), Consent(scopes, facts)).Rules);
        Assert.Empty(Evaluate(off, Consent(scopes, facts)).Rules);
    }

    [Fact]
    public void RuleNames_Each_HasWordsOfItsOwn()
    {
        string[] names =
        [
            RuleNames.ScopeRisk,
            RuleNames.ScopePattern("Mail.*"),
            RuleNames.AdminConsent,
            RuleNames.TenantWide,
            RuleNames.ApplicationPermissions,
            RuleNames.UnverifiedPublisher,
            RuleNames.YoungApp,
            RuleNames.OfflineAccess,
            RuleNames.NotHighScope,
            RuleNames.StandardUser,
        ];

        Assert.Equal(names.Length, names.Select(RuleNames.InWords).Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.NotEqual(name, RuleNames.InWords(name)));
    }

    private static ScopeFinding Evaluate(EscalationRules rules, ConsentRecord consent) =>
        new HighScopeRules(ScopeDictionary.Embedded, Options.Create(new EscalationOptions { Rules = rules })).Evaluate(consent);

    private static ConsentRecord Consent(string scopes, string facts)
    {
        var words = facts.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var days = Array.IndexOf(words, "days");
        bool? verified = words.Contains("verified") ? true : words.Contains("unverified") ? false : null;
        DateTimeOffset? registered =
            days > 0 ? At.AddDays(-int.Parse(words[days - 1], System.Globalization.CultureInfo.InvariantCulture)) : null;
        var consented = TestData.Facts(At) with
        {
            App = new ConsentedApp("client", null, null, verified, registered),
            Scopes = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ConsentType =
                words.Contains("tenant") ? ConsentType.Tenant
                : words.Contains("application") ? ConsentType.Application
                : ConsentType.Principal,
            IsAdminConsent =
                words.Contains("no") ? false
                : words.Contains("admin") ? true
                : null,
        };
        return TestData.Consent(ConsentSource.Entra, "1", At, consented);
    }
}
