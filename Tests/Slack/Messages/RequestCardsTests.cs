using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using Xunit;
using static OAuthAttest.Tests.Slack.Messages.MessageSamples;

namespace OAuthAttest.Tests.Slack.Messages;

/// <summary>What a person reads: short cards, and only what is so at the time.</summary>
public sealed class RequestCardsTests
{
    public static TheoryData<Answer, Ownership, ConsentType, bool, bool> Kinds
    {
        get
        {
            var data = new TheoryData<Answer, Ownership, ConsentType, bool, bool>();
            foreach (var answer in Enum.GetValues<Answer>())
            {
                foreach (var ownership in Enum.GetValues<Ownership>())
                {
                    data.Add(answer, ownership, ConsentType.Tenant, true, false);
                    data.Add(answer, ownership, ConsentType.Application, false, true);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Card_WhateverThereIsToSay_HasAtMostFourLines(
        Answer answer, Ownership ownership, ConsentType consent, bool askedAgain, bool closed)
    {
        var card = Card(abilities: 40, risk: Risk.Critical) with
        {
            Answer = answer,
            Ownership = ownership,
            ConsentType = consent,
            AskedAgain = askedAgain,
            Drift = Drift.ScopesGrown,
            Account = "jane@example.com (jane@work)",
            OriginalOwner = "bob@example.com",
            Reason = answer == Answer.None ? null : "Needed every day",
            AnsweredAt = answer == Answer.None ? null : SlackSetup.Now,
        };

        var lines = CardTexts(Renderer.Request(Request(card) with { IsClosed = closed })).Single().Split('\n');

        Assert.InRange(lines.Length, 3, 4);
        Assert.Contains("*1. Calendar Buddy*", lines[0], StringComparison.Ordinal);
        Assert.Contains("…and 37 more, 37 of them of high risk.", lines[2], StringComparison.Ordinal);
        Assert.Equal(answer != Answer.None, lines[^1].Contains("Reason: Needed every day", StringComparison.Ordinal));
        Assert.Equal(answer == Answer.None && closed, lines[^1].Contains("No answer was given", StringComparison.Ordinal));
        var again = lines[^1].Contains("It can do more since you were asked", StringComparison.Ordinal);
        Assert.Equal(answer == Answer.None && askedAgain, again);
    }

    [Fact]
    public void Intro_SaysWhatEachAnswerDoesAndWhenAndWhomToAsk()
    {
        var text = Read(Renderer.Request(Request(Card()) with { Help = "#security-help" }));

        Assert.Contains("*Keep*: you use it.", text, StringComparison.Ordinal);
        Assert.Contains("listed for removal when this review closes", text, StringComparison.Ordinal);
        Assert.Contains("*Not mine*: you do not know it", text, StringComparison.Ordinal);
        Assert.Contains("Ask #security-help.", text, StringComparison.Ordinal);
        Assert.Contains("Ask the security team.", Read(Renderer.Request(Request(Card()))), StringComparison.Ordinal);
    }

    [Fact]
    public void Closed_TheNotificationClaimsNoMoreThatAnAnswerIsNeeded()
    {
        var view = Request(Card(1), Card(2) with { Answer = Answer.Keep });
        Assert.Contains("2 connected apps, 1 of them still to answer", Renderer.Request(view).Text, StringComparison.Ordinal);

        var closed = Renderer.Request(view with { IsClosed = true });
        var cancelled = Renderer.Request(view with { IsClosed = true, IsCancelled = true });
        var done = Renderer.Request(view with { OpenCount = 0 });

        Assert.Equal("The review of your connected apps (2026Q4) is closed.", closed.Text);
        Assert.Equal("The review of your connected apps (2026Q4) was cancelled.", cancelled.Text);
        Assert.DoesNotContain("to answer", done.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("closed", Read(cancelled), StringComparison.Ordinal);
        Assert.Contains("nothing is listed for removal because of it", Read(cancelled), StringComparison.Ordinal);
        Assert.Contains("This review was cancelled.", Read(cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public void LowRiskCard_NamesTheAppsAndOffersAllOrEach()
    {
        var message = Renderer.Request(Request(Card(), LowRisk(2, 0, "Miro", "Trello", "Zoom")) with { KeepAllLowRiskCount = 3 });

        var card = CardTexts(message)[1];
        Assert.InRange(card.Split('\n').Length, 2, 4);
        Assert.Contains("*2. 3 low-risk apps together*", card, StringComparison.Ordinal);
        Assert.Contains("Miro, Trello, Zoom", card, StringComparison.Ordinal);
        Assert.Contains("Keep: 0 · Remove: 0 · No answer: 3", card, StringComparison.Ordinal);
        var buttons = Buttons(message).Skip(3).ToList();
        Assert.Equal([SlackActions.KeepAllLowRisk, SlackActions.OpenGroup], buttons.Select(button => button.ActionId));
        Assert.Equal(
            new GroupButton(Quarter, "jane-doe", 1, OpenedGroup.LowRisk, ""), GroupButton.Decode(buttons[1].Value));
    }

    [Fact]
    public void LowRiskCard_OfHundreds_CountsTheNamesThatItLeavesOut()
    {
        var names = Enumerable.Range(1, 300).Select(i => $"Application number {i:000}").ToArray();

        var card = CardTexts(Renderer.Request(Request(LowRisk(1, 0, names)))).Single();

        var shown = card.Split("Application number").Length - 1;
        Assert.InRange(shown, 5, 60);
        Assert.Contains($"and {300 - shown} more", card, StringComparison.Ordinal);
    }

    [Fact]
    public void AppCard_ShowsTheNumberThatAnAnswerCovers()
    {
        var message = Renderer.Request(Request(App(grants: 214, kept: 10, removed: 4)));

        var card = CardTexts(message).Single();
        Assert.InRange(card.Split('\n').Length, 3, 4);
        Assert.Contains("Allowed 214 times by people who are not active here", card, StringComparison.Ordinal);
        Assert.Contains("Keep: 10 · Remove: 4 · No answer: 200", card, StringComparison.Ordinal);
        Assert.Equal(["Keep all 200…", "Remove all 200…", "See each"], Buttons(message).Select(button => button.Label));
        Assert.Equal(
            new GroupButton(Quarter, "jane-doe", 1, OpenedGroup.OfApp(501), "0a1b2c3d4e5f6071"),
            GroupButton.Decode(Buttons(message)[0].Value)
        );
    }

    [Fact]
    public void AppCard_AllAnswered_CanBeChangedAndClosedCannot()
    {
        var view = Request(App(grants: 5, kept: 5));

        Assert.Equal(["Change all 5", "See each"], Buttons(Renderer.Request(view)).Select(button => button.Label));
        Assert.Equal(["See each"], Buttons(Renderer.Request(view with { IsClosed = true })).Select(button => button.Label));
    }

    [Theory]
    [InlineData(Answer.Keep, "Keep all of them?", "oaa.app.keep.reason")]
    [InlineData(Answer.Remove, "Remove all of them?", "oaa.app.remove.reason")]
    public void AppReasonModal_SaysTheAnswerTheNumberAndAsksWhy(Answer answer, string title, string callback)
    {
        var button = new GroupButton(Quarter, "lead", 1, OpenedGroup.OfApp(501), "0a1b2c3d4e5f6071");

        var modal = Renderer.AppReasonModal(App(grants: 214, kept: 10), answer, button, "D0LEAD", "1.2");

        Assert.Equal((title, callback), (modal.Title, modal.CallbackId));
        var intro = Assert.IsType<SlackBlock.Section>(modal.Blocks[0]).Text.Text;
        Assert.Contains($"*{answer}* for 204 of its accesses", intro, StringComparison.Ordinal);
        Assert.Contains(modal.Blocks, block => block is SlackBlock.Input);
        Assert.Equal(new ReasonContext(button.Encode(), "D0LEAD", "1.2"), ReasonContext.Decode(modal.PrivateMetadata));
    }

    [Fact]
    public void Opened_SaysWhatIsOpenedAndLeadsBack()
    {
        var message = Renderer.Request(Request(Card()) with { Opened = App(grants: 214), PageCount = 27 });

        Assert.Contains("*Old Sync* · page 1 of 27 · 214 together · 214 without an answer", Read(message), StringComparison.Ordinal);
        var back = Assert.Single(Buttons(message), button => button.ActionId == SlackActions.OpenGroup);
        Assert.Equal(OpenedGroup.None, GroupButton.Decode(back.Value)!.Group);
    }

    [Fact]
    public void Smaller_IsSmallerEachTimeAndKeepsEveryButtonOfAnAnswer()
    {
        var cards = Enumerable.Range(1, 8).Select(i => Card(i, new string('W', 200), Risk.High, abilities: 30) with
        {
            Publisher = new string('P', 200),
            Abilities = [.. Enumerable.Range(0, 30).Select(n => new ScopeLine(new string('a', 200), Risk.High, true))],
        });
        var message = Renderer.Request(Request([.. cards]));

        var (sizes, shown) = (new List<int>(), new List<int>());
        for (var smaller = message; smaller is not null; smaller = smaller.Smaller?.Invoke())
        {
            sizes.Add(SlackSize.Of(smaller.Blocks));
            shown.Add(CardTexts(smaller).Count);
            Assert.Equal(shown[^1], Buttons(smaller).Count(button => button.ActionId == SlackActions.Remove));
        }

        Assert.Equal([8, 8, 8, 4, 2, 1], shown);
        Assert.Equal(sizes.Order().Reverse(), sizes);
        Assert.True(sizes[0] <= 11_000 && sizes[1] <= 6_000 && sizes[2] < sizes[1], string.Join(' ', sizes));
    }

    [Theory]
    // Cards, page of eight, page shown → the part's page, its cards, all its pages.
    [InlineData(20, 1, 1, 4, 5)]
    [InlineData(20, 2, 3, 4, 5)]
    [InlineData(20, 3, 9, 2, 10)]
    [InlineData(9, 2, null, 8, 2)]
    [InlineData(3, 1, 1, 2, 2)]
    [InlineData(2, 1, 1, 1, 2)]
    public void FirstPart_OfAPage_BeginsWithTheSameCardAndCountsItsOwnPages(int cards, int page, int? part, int perPage, int pages)
    {
        var all = Enumerable.Range(1, cards).Select(i => Card(i)).ToList();
        var whole = Request([.. all.Skip((page - 1) * 8).Take(8)]) with { Page = page, PageCount = (cards + 7) / 8, CardCount = cards };

        var first = whole.FirstPart();

        Assert.Equal(part, first?.Page);
        if (first is null)
            return;
        Assert.Equal((perPage, pages), (first.CardsPerPage, first.PageCount));
        Assert.Equal(all.Skip((first.Page - 1) * perPage).Take(perPage), first.Entries);
    }

    [Fact]
    public void FirstPart_WithoutTheLowRiskCard_DoesNotOfferToKeepWhatItDoesNotName()
    {
        var page = Request(Card(1), Card(2), LowRisk(5, 0, "Dial", "Ink", "Owl")) with { KeepAllLowRiskCount = 5 };

        var first = page.FirstPart()!;

        Assert.DoesNotContain(Buttons(Renderer.Request(first)), button => button.ActionId == SlackActions.KeepAllLowRisk);
        Assert.Contains(Buttons(Renderer.Request(page)), button => button.ActionId == SlackActions.KeepAllLowRisk);
    }

    [Fact]
    public void Smaller_OfAReport_LeavesTextsOutSaysSoAndKeepsTheDecision()
    {
        var message = ReportRenderer.Render(Report());

        var smaller = message.Smaller!()!;

        Assert.True(SlackSize.Of(smaller.Blocks) < SlackSize.Of(message.Blocks));
        Assert.Contains("left out here: the whole text is too long for Slack", Read(smaller), StringComparison.Ordinal);
        Assert.Equal([SlackActions.ApproveWorklist, SlackActions.RejectWorklist], Buttons(smaller).Select(button => button.ActionId));
        var steps = 0;
        for (var next = smaller; next is not null && steps < 50; next = next.Smaller?.Invoke())
            steps++;
        Assert.InRange(steps, 1, 20);
    }

    private static IReadOnlyList<string> CardTexts(SlackMessage message) =>
        [
            .. message
                .Blocks.OfType<SlackBlock.Section>()
                .Where(section => section.Id?.StartsWith("oaa.card.", StringComparison.Ordinal) == true)
                .Select(section => section.Text.Text),
        ];
}
