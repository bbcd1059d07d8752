using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Removing.EndTexts;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>Renders the report on what became of a worklist.</summary>
internal sealed class EndMessage(SlackTemplates texts)
{
    /// <summary>So many of what is gone have a button; the next ones come on request.</summary>
    public const int Shown = 5;

    public SlackMessage Render(CampaignKey campaign, RemovalNumbers numbers, IReadOnlyList<RemovedGrant> riskiest)
    {
        var key = TextValue.Of("campaign", campaign.ToString());
        var all = Count(All(numbers));
        List<SlackBlock> blocks =
        [
            SlackBlocks.Header(texts.Say(Header, key)),
            SlackBlocks.Section(texts.Say(Intro, all)),
            SlackBlocks.Section(Lines(numbers)),
        ];
        if (riskiest.Count > 0)
            blocks.Add(SlackBlocks.Section(texts.Say(Riskiest)));
        AddGrants(blocks, campaign, riskiest);
        blocks.Add(SlackBlocks.Context(texts.Say(Watch, key)));
        return new SlackMessage(texts.Say(Fallback, key, all), blocks).Shortenable(texts);
    }

    /// <summary>The next ones, for whoever asked for them.</summary>
    public SlackMessage RenderMore(CampaignKey campaign, IReadOnlyList<RemovedGrant> riskiest)
    {
        var key = TextValue.Of("campaign", campaign.ToString());
        if (riskiest.Count == 0)
            return SlackMessage.Note(texts.Say(NoMore, key));
        List<SlackBlock> blocks = [SlackBlocks.Section(texts.Say(NextGone, key))];
        AddGrants(blocks, campaign, riskiest);
        return new SlackMessage(texts.Say(NextGone, key), blocks).Shortenable(texts);
    }

    /// <param name="riskiest">One more than is shown, where there are more.</param>
    private void AddGrants(List<SlackBlock> blocks, CampaignKey campaign, IReadOnlyList<RemovedGrant> riskiest)
    {
        foreach (var grant in riskiest.Take(Shown))
        {
            blocks.Add(SlackBlocks.Section(texts.Say(
                grant.IsNarrowed ? NarrowedLine : RiskyLine,
                TextValue.Rendered("risk", CardLines.Risk(texts, grant.Risk)),
                new CardLines(texts).Name("app", grant.App, RequestTexts.AppUnnamed),
                AccountText.Of(texts, grant.ConsentType, grant.Account))));
            blocks.Add(RestoreButton(campaign, grant));
        }
        if (riskiest.Count <= Shown)
            return;
        var more = new ItemButton(campaign, riskiest[Shown - 1].GrantId, Notice: 0).Encode();
        blocks.Add(new SlackBlock.Actions([SlackBlocks.Button(texts.Say(ButtonMore), SlackActions.MoreRemoved, more)])
        {
            Id = "oaa.item.more",
        });
    }

    private string Lines(RemovalNumbers numbers)
    {
        var gone = numbers.Absent + numbers.Closed;
        return CardLines.Join(
            '\n',
            Line(Gone, gone - numbers.Narrowed),
            Line(GoneBefore, numbers.GoneBefore),
            Line(Narrowed, numbers.Narrowed),
            Line(NarrowedBefore, numbers.NarrowedBefore),
            numbers.TokensExpiredAt is { } until ? texts.Say(Tail, TextValue.Of("when", until, withTime: true)) : null,
            gone == 0 ? null : texts.Say(Told, TextValue.Of("count", numbers.Told), TextValue.Of("failed", numbers.NotTold)),
            Line(Failed, numbers.Failed),
            CardLines.Join('\n', numbers.Failures.Select(each =>
                texts.Say(EndTexts.Answer, TextValue.Of("count", each.Grants), TextValue.Of("why", each.Problem)))),
            Line(ByHand, numbers.ByHand),
            Line(Questioned, numbers.Questioned),
            Line(CameBack, numbers.Reappeared),
            Line(Restored, numbers.Restored),
            Line(Restoring, numbers.BeingRestored),
            Line(NotRestored, numbers.NotRestored),
            Line(Stood, numbers.Rejected)
        );
    }

    private string? Line(TextSlot slot, long count) => count == 0 ? null : texts.Say(slot, Count(count));

    private SlackBlock.Actions RestoreButton(CampaignKey campaign, RemovedGrant grant)
    {
        var button = SlackBlocks.Button(
            texts.Say(ButtonRestore), SlackActions.RestoreItem, new ItemButton(campaign, grant.GrantId, Notice: 0).Encode()) with
        {
            Confirm = new SlackConfirmation(
                texts.Say(ConfirmRestoreTitle), texts.Say(ConfirmRestoreText), texts.Say(ConfirmYes), texts.Say(ConfirmNo)),
        };
        return new SlackBlock.Actions([button]) { Id = $"oaa.item.{grant.GrantId}" };
    }

    private static TextValue Count(long number) => TextValue.Of("count", number);

    private static long All(RemovalNumbers n) =>
        n.Listed + n.Held + n.Rejected + n.Approved + n.Accepted + n.Absent + n.Closed + n.Failed + n.Questioned + n.ByHand
        + n.Reappeared + n.Restored;
}
