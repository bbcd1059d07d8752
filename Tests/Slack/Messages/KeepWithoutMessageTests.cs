using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;
using Xunit;
using static OAuthAttest.Tests.Slack.Messages.MessageSamples;

namespace OAuthAttest.Tests.Slack.Messages;

/// <summary>How "Keep, without…" looks, before and after; and that Slack takes it, however long the names are.</summary>
public sealed class KeepWithoutMessageTests
{
    private static readonly ScopeLine Mail = new("Read all your email.", Risk.High, true);
    private static readonly ScopeLine Name = new("See your name.", Risk.Low, true);

    [Fact]
    public void Card_WithAnOffer_HasTheButtonAndTheMessageSaysWhatItMeans()
    {
        var message = Renderer.Request(Request(Offered(), Card(2)));

        var button = Assert.Single(Buttons(message), button => button.ActionId == SlackActions.KeepWithout);
        Assert.Equal("Keep, without…", button.Label);
        Assert.Equal("feedbeef", GrantButton.Decode(button.Value)!.Offer);
        Assert.Contains("*Keep, without…*: the app stays", Read(message), StringComparison.Ordinal);
        Assert.DoesNotContain("*Keep, without…*", Read(Renderer.Request(Request(Card(2)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Card_KeptWithLess_SaysWhatWillBeTaken_AndCountsWhatItCannotName()
    {
        var few = Offered() with { Answer = Answer.Keep, AnsweredAt = SlackSetup.Now, Without = [Mail] };
        var many = few with { Without = [.. Enumerable.Range(1, 30).Select(i => Mail with { Sentence = $"Do risky thing number {i}." })] };

        Assert.Contains("*Keep, without:* Read all your email · answered", Read(Renderer.Request(Request(few))), StringComparison.Ordinal);
        Assert.Contains("*Keep, without:* (30) Do risky thing number 1; ", Read(Renderer.Request(Request(many))), StringComparison.Ordinal);
        Assert.DoesNotContain(Buttons(Renderer.Request(Request(few))), button => button.ActionId == SlackActions.KeepWithout);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3000, 3000)]
    public void Window_AnyLists_IsAcceptedBySlackAndNamesBoth(int lost, int kept)
    {
        var card = Offered() with
        {
            AppName = lost == 1 ? "Mail Sweeper" : new string('W', 4000),
            MayLose = [.. Enumerable.Range(1, lost).Select(i => Mail with { Sentence = $"Risky {i}: {new string('r', 200)}" })],
            WouldKeep = [.. Enumerable.Range(1, kept).Select(i => Name with { Sentence = $"Harmless {i}: {new string('h', 200)}" })],
        };
        var button = new GrantButton(Quarter, new string('k', 60), 9, long.MaxValue, new string('a', 64)) { Offer = new string('b', 16) };

        var modal = Wire(Renderer.WithoutModal(card, button, "D0JANE", "1793610000.000001"));

        Assert.Empty(BlockKit.CheckView(modal).Errors);
        Assert.Contains("Risky 1:", modal.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Harmless 1:", modal.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(BlockKit.CheckView(Wire(Renderer.RefusalModal(DecisionOutcome.RefusedOfferChanged)!)).Errors);
        Assert.Null(Renderer.RefusalModal(DecisionOutcome.Accepted));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Page_FullOfTheLongest_IsAcceptedBySlack(bool isAnswered)
    {
        var longest = new string('W', 5000);
        IReadOnlyList<ScopeLine> all = [.. Enumerable.Range(0, 500).Select(i => new ScopeLine($"{i}{longest}", Risk.Critical, true))];
        var cards = Enumerable.Range(1, AttestationRequestView.PageSize).Select(i => Card(i, longest, Risk.Critical) with
        {
            Publisher = longest,
            PublisherVerified = false,
            Account = longest,
            OriginalOwner = longest,
            Ownership = Ownership.Orphan,
            ConsentType = ConsentType.Tenant,
            Drift = Drift.ScopesGrown,
            AskedAgain = true,
            LastUsedAt = SlackSetup.Now,
            Abilities = all,
            MayLose = all,
            Offer = "feedbeef",
            Answer = isAnswered ? Answer.Keep : Answer.None,
            AnsweredAt = isAnswered ? SlackSetup.Now : null,
            Without = isAnswered ? all : [],
        });
        var view = Request([.. cards]) with { Why = longest, AskedBy = longest, RecipientName = longest, PageCount = 3, Page = 2 };

        AssertAccepted(Renderer.Request(view));
    }

    [Theory]
    [InlineData("1:2026Q4:jane:1:7:0a1b:feed", "feed")]
    [InlineData("1:2026Q4:jane:1:7:0a1b", null)]
    public void Button_WithOrWithoutAnOffer_IsReadBack(string value, string? offer)
    {
        var button = GrantButton.Decode(value)!;

        Assert.Equal(offer, button.Offer);
        Assert.Equal(value, button.Encode());
    }

    [Theory]
    [InlineData("1:2026Q4:jane:1:7:0a1b:")]
    [InlineData("1:2026Q4:jane:1:7:0a1b:FEED")]
    [InlineData("1:2026Q4:jane:1:7:0a1b:feed:feed")]
    public void Button_OfAnotherForm_IsNone(string value) => Assert.Null(GrantButton.Decode(value));

    private static GrantCard Offered() => Card(risk: Risk.High) with
    {
        Provider = ProviderName.Entra,
        LastUsedAt = SlackSetup.Now.AddDays(-200),
        Abilities = [Mail, Name],
        MayLose = [Mail],
        WouldKeep = [Name],
        Offer = "feedbeef",
    };
}
