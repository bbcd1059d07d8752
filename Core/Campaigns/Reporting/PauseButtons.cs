using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>The buttons that stop all revoking and let it go on.</summary>
internal static class PauseButtons
{
    /// <param name="notice">The message's number; 0: it is not updated after a click.</param>
    /// <param name="isPaused">Which of the two is offered; null: both, for the message does not show how it stands.</param>
    public static SlackBlock.Actions Of(SlackTemplates texts, CampaignKey campaign, long notice, bool? isPaused)
    {
        var value = new NoticeButton(campaign, notice).Encode();
        var pause = SlackBlocks.Button(texts.Say(ReportTexts.ButtonPause), SlackActions.PauseRevocations, value);
        var resume = SlackBlocks.Button(texts.Say(ReportTexts.ButtonResume), SlackActions.ResumeRevocations, value) with
        {
            Confirm = new SlackConfirmation(
                texts.Say(ReportTexts.ConfirmResumeTitle),
                texts.Say(ReportTexts.ConfirmResumeText),
                texts.Say(ReportTexts.ConfirmYes),
                texts.Say(ReportTexts.ConfirmNo)
            ),
        };
        IReadOnlyList<SlackButton> buttons = isPaused switch
        {
            true => [resume],
            false => [pause],
            null => [pause, resume],
        };
        return new SlackBlock.Actions(buttons) { Id = "oaa.removal.pause" };
    }
}
