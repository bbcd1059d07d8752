using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Grants.Scopes.Composition;
using Xunit;

namespace OAuthAttest.Tests.Grants.Scopes;

public sealed class SentenceRulesTests
{
    [Fact]
    public void Check_EverySentenceThatShips_ReadsWell()
    {
        var problems = ScopeDictionary.Embedded.Entries.SelectMany(entry =>
            SentenceRules.Check(entry).Select(problem => $"{entry.Scope}: {problem}: {entry.Sentence}")
        );

        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("Read your mail", "not one sentence")]
    [InlineData("Read your mail. Send it.", "not one sentence")]
    [InlineData("Your mail can be read.", "does not start with a verb")]
    [InlineData("read your mail.", "does not start with a verb")]
    [InlineData("Read your your mail.", "doubled word")]
    [InlineData("Read mail with a apps.", "one of several")]
    [InlineData("Read mail as a app.", "'a app'")]
    [InlineData("Read mail as an person.", "'an person'")]
    [InlineData("Read the your mail.", "'the your'")]
    [InlineData("Read the mail of.", "ends with 'of'")]
    [InlineData("Read your  mail.", "spacing")]
    [InlineData("Read your mail , and more.", "spacing")]
    [InlineData("Read mail (all of it).", "a character other than")]
    [InlineData("Read mail_items you have.", "a character other than")]
    [InlineData("Read your \u201cmail\u201d.", "a character other than")]
    [InlineData("Read your MailboxItem things.", "no known name")]
    [InlineData("Read your Mail things.", "no known name")]
    [InlineData("Read your OAuth tokens.", "a word of the trade")]
    [InlineData("Read the policies you set.", "a word of the trade")]
    [InlineData("Read what mail.read gives you.", "contains the permission's name")]
    [InlineData("Read mail.", "too short")]
    [InlineData("Read all mail, without anyone signed in.", "but somebody is")]
    [InlineData(
        "Read all of the mail that has ever been sent to you by anyone at all and keep it for as long as it likes, "
            + "even though that is far too long a sentence.",
        "longer than 140"
    )]
    public void Check_ClumsySentence_IsFound(string sentence, string problem)
    {
        Assert.Contains(SentenceRules.Check(Entry(ScopeAccess.Delegated, sentence)), found =>
            found.Contains(problem, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Check_AppByItselfThatSaysYou_IsFound()
    {
        Assert.Contains(SentenceRules.Check(Entry(ScopeAccess.Application, "Read your mail all day.")), found =>
            found.Contains("'your'", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Check_GoodSentence_HasNoProblem()
    {
        Assert.Empty(
            SentenceRules.Check(
                Entry(ScopeAccess.Delegated, "Read every file you can open in OneDrive and SharePoint, including those shared with you.")
            )
        );
    }

    [Fact]
    public void Entries_OfMicrosoftAndOktaAppsByThemselves_SaySo()
    {
        // Or the sentence limits it to the place where the app was installed.
        var silent = ScopeDictionary
            .Embedded.Entries.Where(entry =>
                entry.Access == ScopeAccess.Application && (entry.Provider == ProviderName.Entra || entry.Provider == ProviderName.Okta)
            )
            .Where(entry =>
                !entry.Sentence.Contains("without anyone signed in", StringComparison.Ordinal)
                && !entry.Sentence.Contains("installed", StringComparison.Ordinal)
            );

        Assert.All(silent, entry =>
            Assert.True(
                entry.Risk <= Risk.High && entry.Sentence.Contains("but not what is said", StringComparison.Ordinal),
                entry.Sentence
            )
        );
    }

    [Fact]
    public void Entries_OfOnesOwnThings_SpeakToThePerson()
    {
        var own = (string[])
            ["Mail.Read", "Mail.Send", "Files.Read", "Calendars.ReadWrite", "Chat.Read", "Contacts.Read", "Notes.Read", "Tasks.ReadWrite"];

        Assert.All(own, scope =>
            Assert.Contains(
                "your ",
                ScopeDictionary.Embedded.Explain(ProviderName.Entra, scope, ConsentType.Principal).Sentence,
                StringComparison.Ordinal
            )
        );
    }

    private static ScopeEntry Entry(ScopeAccess access, string sentence) =>
        new(ProviderName.Google, "mail.read", access, Risk.High, ScopeSource.Rule, sentence);
}
