using FsCheck;
using FsCheck.Fluent;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Slack.Messages;

/// <summary>Slack accepts every message, whatever the inventory contains.</summary>
public sealed class MessageLimitsTests
{
    [Fact]
    public void Request_AnyInput_IsAcceptedBySlack() =>
        Check(NastyInput.Request, view => MessageSamples.AssertAccepted(MessageSamples.Renderer.Request(view)));

    [Fact]
    public void Report_AnyInput_IsAcceptedBySlack() =>
        Check(NastyInput.Report, report => MessageSamples.AssertAccepted(MessageSamples.ReportRenderer.Render(report)));

    [Fact]
    public void Modals_AnyInput_AreAcceptedBySlack() => Check(NastyInput.Card, card =>
        {
            var button = new GrantButton(MessageSamples.Quarter, new string('k', 60), 9, long.MaxValue, new string('a', 64));
            Assert.Empty(
                BlockKit
                    .CheckView(MessageSamples.Wire(MessageSamples.Renderer.ReasonModal(card, button, "D0JANE", "1793610000.000001")))
                    .Errors
            );
            Assert.Empty(BlockKit.CheckView(MessageSamples.Wire(MessageSamples.Renderer.DetailsModal(card))).Errors);
            var app = MessageSamples.App(name: card.AppName, grants: int.MaxValue) with { Abilities = card.Abilities };
            var opened = OpenedGroup.OfApp(long.MaxValue);
            var group = new GroupButton(MessageSamples.Quarter, new string('k', 60), 9, opened, new string('a', 64));
            foreach (var answer in new[] { Answer.Keep, Answer.Remove })
            {
                var modal = MessageSamples.Renderer.AppReasonModal(app, answer, group, "D0JANE", "1793610000.000001");
                Assert.Empty(BlockKit.CheckView(MessageSamples.Wire(modal)).Errors);
            }
        });

    [Fact]
    public void Reminder_AnyLink_IsAcceptedBySlack()
    {
        foreach (
            var link in new[]
            {
                null,
                "https://simulated.slack.com/archives/D0JANE/p1",
                "https://a.example/?a=1&b=<x>|y",
                "https://a.example/" + new string('x', 3000),
            }
        )
        {
            var view = new ReminderView(
                MessageSamples.Quarter,
                5,
                SlackSetup.Now,
                SilencePolicy.Revoke,
                link is null ? null : new Uri(link)
            );
            MessageSamples.AssertAccepted(MessageSamples.Renderer.Reminder(view));
            MessageSamples.AssertAccepted(
                MessageSamples.Renderer.Reminder(view with { OnBehalfOf = "*Jane* <!channel> " + new string('x', 300) })
            );
        }
    }

    [Fact]
    public void Incident_AnyInput_IsAcceptedBySlack() => Check(NastyInput.Incident, view =>
        {
            var messages = MessageSamples.IncidentRenderer;
            var consent = view.First.Consent;
            MessageSamples.AssertAccepted(messages.Summary(view));
            MessageSamples.AssertAccepted(
                messages.Details(
                    view,
                    new Uri("https://attest.example.com/api/escalations/x"),
                    new Uri("https://runbooks.example.com/" + new string('r', 400)),
                    SlackSetup.Now
                )
            );
            MessageSamples.AssertAccepted(messages.PageFailed(view));
            MessageSamples.AssertAccepted(messages.Revoked(consent, 2, SlackSetup.Now));
            MessageSamples.AssertAccepted(messages.Revoked(consent, 0, null));
            MessageSamples.AssertAccepted(messages.NothingFound(consent, SlackSetup.Now, SlackSetup.Now.AddDays(2), true));
            MessageSamples.AssertAccepted(messages.RevokeByHand(consent, consent.Facts.App.Name));
            Assert.Empty(
                BlockKit
                    .CheckView(
                        MessageSamples.Wire(
                            messages.FalsePositiveModal(
                                view,
                                new IncidentButton(long.MaxValue, new string('k', 80)),
                                "C0SEC",
                                "1793610000.000001"
                            )
                        )
                    )
                    .Errors
            );
            // No text from outside becomes a mention.
            Assert.DoesNotContain(MessageSamples.MarkupTexts(messages.Summary(view)), text =>
                text.Contains("<!", StringComparison.Ordinal) && !text.Contains("<!date", StringComparison.Ordinal)
            );
        });

    [Fact]
    public void Request_AFullPageOfTheLongestOfEverything_IsAcceptedAndCountsWhatItLeavesOut()
    {
        var longest = new string('W', 5000);
        var cards = Enumerable
            .Range(1, AttestationRequestView.PageSize)
            .Select(i =>
                MessageSamples.Card(i, longest, Risk.Critical) with
                {
                    Publisher = longest,
                    PublisherVerified = false,
                    Account = longest,
                    OriginalOwner = longest,
                    Ownership = Ownership.Orphan,
                    ConsentType = ConsentType.Tenant,
                    Drift = Drift.ScopesGrown,
                    AskedAgain = true,
                    Reason = longest,
                    LastUsedAt = SlackSetup.Now,
                    Abilities = [.. Enumerable.Range(0, 1000).Select(_ => new ScopeLine(longest, Risk.Critical, true))],
                }
            );
        var message = MessageSamples.Renderer.Request(
            MessageSamples.Request([.. cards]) with
            {
                Why = longest,
                AskedBy = longest,
                RecipientName = longest,
                OnBehalfOf = longest,
                PageCount = 3,
                Page = 2,
                KeepAllLowRiskCount = 3,
            }
        );

        MessageSamples.AssertAccepted(message);
        Assert.Equal(8, MessageSamples.Buttons(message).Count(button => button.ActionId == SlackActions.Details));
        Assert.Contains("…and ", MessageSamples.Read(message), StringComparison.Ordinal);
    }

    [Fact]
    public void Request_AbilitiesShownAndCounted_AddUpToAll() => Check(
        from rows in Gen.Choose(0, 300) from cards in Gen.Choose(1, 8) select (rows, cards),
        sample =>
        {
            var view = MessageSamples.Request([
                .. Enumerable.Range(1, sample.cards).Select(i => MessageSamples.Card(i, abilities: sample.rows)),
            ]);
            foreach (
                var section in MessageSamples.Read(MessageSamples.Renderer.Request(view)).Split("*Calendar Buddy", StringSplitOptions.None)[
                    1..
                ]
            )
            {
                var shown = section.Split("Do thing").Length - 1;
                var more = section.Contains("…and ", StringComparison.Ordinal) ? int.Parse(section.Split("…and ")[1].Split(' ')[0]) : 0;
                Assert.Equal(sample.rows, shown + more);
            }
        });

    private static void Check<T>(Gen<T> generator, Action<T> assert) =>
        Prop.ForAll(generator.ToArbitrary(), value => assert(value)).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
}
