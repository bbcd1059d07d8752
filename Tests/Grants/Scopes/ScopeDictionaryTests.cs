using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using Xunit;

namespace OAuthAttest.Tests.Grants.Scopes;

public sealed class ScopeDictionaryTests
{
    private static readonly ScopeDictionary Dictionary = ScopeDictionary.Embedded;

    [Theory]
    [InlineData("Mail.Read")]
    [InlineData("mail.read")]
    [InlineData("https://graph.microsoft.com/Mail.Read")]
    [InlineData("https://graph.microsoft.us/Mail.Read")]
    [InlineData("https://outlook.office.com/mail.read")]
    public void Explain_GraphNameAsExportsWriteIt_IsTheSamePermission(string scope)
    {
        Assert.Equal(
            new ScopeMeaning("Mail.Read", Risk.High, "Read all email in your mailbox.", true),
            Dictionary.Explain(ProviderName.Entra, scope, ConsentType.Principal)
        );
    }

    [Theory]
    [InlineData("entra", "https://contoso.example/Mail.Read")]
    [InlineData("entra", "Mail.Read ")]
    [InlineData("google", "https://www.googleapis.com/auth/Drive")]
    [InlineData("google", "drive")]
    [InlineData("okta", "okta.Users.read")]
    [InlineData("github", "Repo")]
    [InlineData("slack", "channels:History")]
    [InlineData("salesforce", "api")]
    public void Explain_NameNobodyDescribed_IsUnknownAndHigh(string provider, string scope)
    {
        var meanings = Enum.GetValues<ConsentType>().Select(consent => Dictionary.Explain(ProviderName.Parse(provider), scope, consent));

        Assert.All(meanings, meaning =>
            Assert.Equal(
                new ScopeMeaning(scope, Risk.High, $"Nobody has described the permission \"{scope}\" yet, so treat it as powerful.", false),
                meaning
            )
        );
    }

    [Fact]
    public void Explain_UnknownNameThatIsLong_IsCut()
    {
        var meaning = Dictionary.Explain(ProviderName.Entra, new string('x', 5_000), ConsentType.Principal);

        Assert.InRange(meaning.Sentence.Length, 80, ScopeEntry.MaxSentenceLength + 20);
        Assert.Contains("xxx...\"", meaning.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb", "a?b")]
    [InlineData("a\u202Eb", "a?b")]
    [InlineData("a\u2028b", "a?b")]
    [InlineData("a<!channel>b", "a<!channel>b")]
    [InlineData("a\uD83D\uDE00", "a\uD83D\uDE00")]
    [InlineData("", "")]
    public void Explain_UnknownNameWithTricks_IsShownOnOneLineAndNotEscaped(string scope, string shown)
    {
        Assert.Contains(
            $"\"{shown}\"",
            Dictionary.Explain(ProviderName.Slack, scope, ConsentType.Principal).Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Explain_UnknownNameWithHalfACharacter_IsValidText()
    {
        var meaning = Dictionary.Explain(ProviderName.Slack, "a" + '\uD83D', ConsentType.Principal);

        Assert.Contains("\"a\uFFFD\"", meaning.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_EmojiAtTheCut_IsNotHalved()
    {
        var meaning = Dictionary.Explain(ProviderName.Slack, new string('x', 79) + "\U0001F600", ConsentType.Principal);

        Assert.DoesNotContain(meaning.Sentence, char.IsSurrogate);
    }

    [Fact]
    public void Explain_ByReach_SaysWhatItReaches()
    {
        var one = Dictionary.Explain(ProviderName.Entra, "Mail.Read", ConsentType.Principal);
        var everybody = Dictionary.Explain(ProviderName.Entra, "Mail.Read", ConsentType.Tenant);
        var alone = Dictionary.Explain(ProviderName.Entra, "Mail.Read", ConsentType.Application);

        Assert.Equal("Read all email in your mailbox.", one.Sentence);
        Assert.Equal("Read all email in your mailbox. This applies to everyone in the organization.", everybody.Sentence);
        Assert.Equal("Read all email in everyone's mailbox, without anyone signed in.", alone.Sentence);
        Assert.Equal((Risk.High, Risk.Critical, Risk.Critical), (one.Risk, everybody.Risk, alone.Risk));
    }

    [Fact]
    public void Explain_TenantWideSentenceThatSpeaksToNobody_StaysAsItIs()
    {
        Assert.Equal(
            "See everyone's email address.",
            Dictionary.Explain(ProviderName.Slack, "users:read.email", ConsentType.Tenant).Sentence
        );
    }

    [Fact]
    public void Explain_GoogleScopeGivenToAnAppForTheWholeDomain_CountsForEveryone()
    {
        var meaning = Dictionary.Explain(ProviderName.Google, "https://www.googleapis.com/auth/drive", ConsentType.Application);

        Assert.Equal(
            (Risk.Critical, "Read, change, share and delete all your files in Google Drive. This applies to everyone in the organization."),
            (meaning.Risk, meaning.Sentence)
        );
    }

    [Fact]
    public void Explain_ApplicationPermissionListedForOnePerson_KeepsItsMeaning()
    {
        var meaning = Dictionary.Explain(ProviderName.Entra, "Chat.Read.All", ConsentType.Principal);

        Assert.Equal((true, Risk.Critical), (meaning.IsKnown, meaning.Risk));
    }

    [Theory]
    [InlineData("https://mail.google.com")]
    [InlineData("https://mail.google.com/")]
    public void Explain_GoogleScopeWithOrWithoutLastSlash_IsTheSame(string scope) =>
        Assert.Equal(Risk.Critical, Dictionary.Explain(ProviderName.Google, scope, ConsentType.Principal).Risk);

    [Fact]
    public void Explain_GoogleSignInNames_MeanTheSameInBothForms()
    {
        var sentences = ((string[])["email", "https://www.googleapis.com/auth/userinfo.email"]).Select(scope =>
            Dictionary.Explain(ProviderName.Google, scope, ConsentType.Principal).Sentence
        );

        Assert.Single(sentences.Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("contents", "contents:write")]
    [InlineData("organization_projects", "organization_projects:admin")]
    [InlineData("metadata", "metadata:write")]
    public void Explain_GitHubPermissionWithoutLevel_IsReadAsItsStrongest(string bare, string strongest)
    {
        Assert.Equal(
            Dictionary.Explain(ProviderName.GitHub, strongest, ConsentType.Application),
            Dictionary.Explain(ProviderName.GitHub, bare, ConsentType.Application)
        );
    }

    [Fact]
    public void Explain_GitHubScopeThatSharesItsNameWithAPermission_IsTheScope() =>
        Assert.Equal(
            "Read your notices and mark them as read.",
            Dictionary.Explain(ProviderName.GitHub, "notifications", ConsentType.Principal).Sentence
        );

    [Fact]
    public void Explain_ConsentTypeThatIsNone_Fails() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Dictionary.Explain(ProviderName.Entra, "Mail.Read", default));

    [Theory]
    [InlineData("openid profile offline_access", Risk.Low)]
    [InlineData("openid offline_access Calendars.Read", Risk.Medium)]
    [InlineData("openid offline_access Mail.Read", Risk.High)]
    [InlineData("openid Something.New", Risk.High)]
    [InlineData("Mail.Read RoleManagement.ReadWrite.Directory", Risk.Critical)]
    public void RiskOf_SeveralScopes_IsTheWorst(string scopes, Risk expected) =>
        Assert.Equal(expected, Dictionary.RiskOf(ProviderName.Entra, scopes.Split(' '), ConsentType.Principal));

    [Fact]
    public void RiskOf_NoScopes_IsHighForTheReachIsUnknown() =>
        Assert.Equal(Risk.High, Dictionary.RiskOf(ProviderName.Google, [], ConsentType.Principal));

    [Fact]
    public void ExplainAll_ManyScopes_GivesTheWorstFirstAndEachSentenceOnce()
    {
        string[] scopes =
        [
            "openid",
            "email",
            "https://www.googleapis.com/auth/userinfo.email",
            "https://mail.google.com/",
            "https://www.googleapis.com/auth/drive",
            "unheard",
        ];

        var meanings = Dictionary.ExplainAll(ProviderName.Google, scopes, ConsentType.Principal);

        Assert.Equal([Risk.Critical, Risk.High, Risk.High, Risk.Low, Risk.Low], meanings.Select(meaning => meaning.Risk));
        Assert.Single(meanings, meaning => meaning.Sentence == "See your email address.");
        Assert.Single(meanings, meaning => !meaning.IsKnown);
    }
}
