using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>Renders coverage reports for Slack. Any report gives a message inside Slack's limits.</summary>
public sealed class ReportMessages(SlackTemplates texts)
{
    /// <summary>The report to the lead, with Approve and Reject while the worklist is held.</summary>
    public SlackMessage Render(CampaignReport report) => new ReportMessage(texts, report).Render().Shortenable(texts);
}
