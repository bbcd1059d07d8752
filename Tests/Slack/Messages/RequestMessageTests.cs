using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Slack.Messages;
using Xunit;
using static OAuthAttest.Tests.Slack.Messages.MessageSamples;

namespace OAuthAttest.Tests.Slack.Messages;

public sealed class RequestMessageTests
{
    [Fact]
    public void Request_OpenGrant_SaysWhoAsksWhyAndWhatTheAppCanDo()
    {
        var text = Read(Renderer.Request(Request(Card())));

        Assert.Contains("The security team asks you", text, StringComparison.Ordinal);
        Assert.Contains("only apps we know can read our data", text, StringComparison.Ordinal);
        Assert.Contains("<!date^1794819600^", text, StringComparison.Ordinal);
        Assert.Contains("*1. Calendar Buddy* · Google · :large_green_circle: Low risk", text, StringComparison.Ordinal);
        Assert.Contains("By Buddy Inc. (not known if verified)", text, StringComparison.Ordinal);
        Assert.Contains("It can: Do thing 1 Do thing 2", text, StringComparison.Ordinal);
        Assert.Contains("Last used: not known", text, StringComparison.Ordinal);
        Assert.Contains("New since the last review", text, StringComparison.Ordinal);
        Assert.Contains("Apps that nobody answers for are listed for removal.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "(verified publisher)")]
    [InlineData(false, "publisher *not verified*")]
    [InlineData(null, "not known if verified")]
    public void Request_Publisher_IsThreeValued(bool? verified, string expected) =>
        Assert.Contains(expected, Read(Renderer.Request(Request(Card() with { PublisherVerified = verified }))), StringComparison.Ordinal);

    [Fact]
    public void Request_Answered_ShowsTheAnswerAndOnlyAChangeButton()
    {
        var message = Renderer.Request(Request(Card() with { Answer = Answer.Keep, AnsweredAt = SlackSetup.Now, Reason = "I need it" }));

        Assert.Contains(":white_check_mark: *Keep*", Read(message), StringComparison.Ordinal);
        Assert.Contains("Reason: I need it", Read(message), StringComparison.Ordinal);
        Assert.Contains("All answered, thank you", Read(message), StringComparison.Ordinal);
        Assert.Equal([SlackActions.Change], Buttons(message).Select(button => button.ActionId));
    }

    [Fact]
    public void Request_Closed_HasNoButtonsButPaging()
    {
        var view = Request(Card(1), Card(2) with { Answer = Answer.Remove }) with
        {
            IsClosed = true,
            KeepAllLowRiskCount = 2,
            Page = 1,
            PageCount = 2,
        };
        var message = Renderer.Request(view);

        Assert.Equal([SlackActions.NextPage], Buttons(message).Select(button => button.ActionId));
        Assert.Contains("No answer was given", Read(message), StringComparison.Ordinal);
        Assert.Contains("This review is closed", Read(message), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 3, "oaa.page.next")]
    [InlineData(2, 3, "oaa.page.previous,oaa.page.next")]
    [InlineData(3, 3, "oaa.page.previous")]
    [InlineData(1, 1, "")]
    public void Request_Pages_HaveTheButtonsTheyNeed(int page, int pages, string expected)
    {
        var message = Renderer.Request(Request(Card()) with { Page = page, PageCount = pages });
        var turns = Buttons(message).Where(button => button.ActionId.StartsWith("oaa.page", StringComparison.Ordinal)).ToList();

        Assert.Equal(expected, string.Join(',', turns.Select(button => button.ActionId)));
        Assert.All(turns, button =>
            Assert.Equal(button.ActionId == SlackActions.NextPage ? page + 1 : page - 1, PageButton.Decode(button.Value)!.Page)
        );
    }

    [Fact]
    public void Request_KeepAllLowRisk_OnlyWhereTheViewAllowsIt_AndAsksFirst()
    {
        Assert.DoesNotContain(Buttons(Renderer.Request(Request(Card()))), button => button.ActionId == SlackActions.KeepAllLowRisk);

        var message = Renderer.Request(Request(Card()) with { KeepAllLowRiskCount = 4 });

        Assert.Equal(
            "Keep all 4 low-risk apps",
            Assert.Single(Buttons(message), button => button.ActionId == SlackActions.KeepAllLowRisk).Label
        );
        Assert.Contains("\"confirm\"", Wire(message.Blocks).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Request_ButtonsOfAGrant_CarryIdentifiersThatComeBack()
    {
        var buttons = Buttons(Renderer.Request(Request(Card(3)) with { Page = 1, PageCount = 1 }));

        Assert.Equal([SlackActions.Keep, SlackActions.Remove, SlackActions.NotMine], buttons.Select(button => button.ActionId));
        Assert.All(buttons, button =>
            Assert.Equal(new GrantButton(Quarter, "jane-doe", 1, 103, "0a1b2c3d"), GrantButton.Decode(button.Value))
        );
    }

    [Fact]
    public void Request_HostileNames_MentionNobodyAndLinkNowhere()
    {
        const string Evil = "<!channel> <@U1> <https://evil.example|Sign in> *b* `c`\n> quote";
        var card = Card(1, Evil) with
        {
            Publisher = Evil,
            Account = Evil,
            OriginalOwner = Evil,
            Ownership = Ownership.Orphan,
            Answer = Answer.Keep,
            Reason = Evil,
        };
        var message = Renderer.Request(Request(card) with { RecipientName = Evil, OnBehalfOf = Evil, Why = Evil, AskedBy = Evil });

        var formatted = message.Text + string.Concat(MarkupTexts(message));
        Assert.DoesNotContain("<!channel", formatted, StringComparison.Ordinal);
        Assert.DoesNotContain("<@", formatted, StringComparison.Ordinal);
        Assert.DoesNotContain("<http", formatted, StringComparison.Ordinal);
        Assert.DoesNotContain("*b*", formatted, StringComparison.Ordinal);
        Assert.DoesNotContain("`", formatted, StringComparison.Ordinal);
        Assert.DoesNotContain("\n&gt;", formatted, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_ForSomebodyElse_SaysForWhom() =>
        Assert.Contains(
            "answer for *Bob*, who has not answered",
            Read(Renderer.Request(Request(Card()) with { OnBehalfOf = "Bob" })),
            StringComparison.Ordinal
        );

    [Fact]
    public void Request_NoNames_SaysSoInsteadOfShowingNothing()
    {
        var text = Read(Renderer.Request(Request(Card(1, "\u200B\u202E") with { Publisher = null, Abilities = [], GrantedAt = null })));

        Assert.Contains("(an app without a name)", text, StringComparison.Ordinal);
        Assert.Contains("By an unnamed publisher", text, StringComparison.Ordinal);
        Assert.Contains("No permission is recorded", text, StringComparison.Ordinal);
        Assert.Contains("Allowed: not known", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_MoreCardsThanAPage_IsABrokenPromise() =>
        Assert.Throws<InvalidOperationException>(() => Renderer.Request(Request([.. Enumerable.Range(1, 9).Select(i => Card(i))])));

    [Fact]
    public void Report_HeldWorklist_HasButtonsForExactlyThisList()
    {
        var message = ReportRenderer.Render(Report());

        Assert.Equal([SlackActions.ApproveWorklist, SlackActions.RejectWorklist], Buttons(message).Select(button => button.ActionId));
        Assert.All(Buttons(message), button =>
            Assert.Equal(new WorklistButton(Quarter, new string('b', 64)), WorklistButton.Decode(button.Value))
        );
        Assert.Contains("87.5 %", Read(message), StringComparison.Ordinal);
        Assert.Contains("20 % of all grants", Read(message), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WorklistState.None, "none yet")]
    [InlineData(WorklistState.Released, "approved* by Lee")]
    [InlineData(WorklistState.Rejected, "rejected* by Lee")]
    public void Report_NothingToDecide_HasNoButtons(WorklistState state, string expected)
    {
        var message = ReportRenderer.Render(Report(state));

        Assert.Empty(Buttons(message));
        Assert.Contains(expected, Read(message), StringComparison.Ordinal);
    }

    [Fact]
    public void ReasonModal_CarriesTheWayBack()
    {
        var button = new GrantButton(Quarter, "jane-doe", 2, 101, "0a1b2c3d");
        var view = Renderer.ReasonModal(Card(risk: Risk.High), button, "D0JANE", "1.2");

        Assert.Equal(new ReasonContext(button.Encode(), "D0JANE", "1.2"), ReasonContext.Decode(view.PrivateMetadata));
    }

    [Fact]
    public void Refusal_EveryRefusal_HasWords_AndNoOtherOutcomeHas()
    {
        foreach (var outcome in Enum.GetValues<DecisionOutcome>())
        {
            Assert.Equal(
                outcome.ToString().StartsWith("Refused", StringComparison.Ordinal),
                Renderer.Refusal(outcome) is { Text.Length: > 10 }
            );
        }
    }
}
