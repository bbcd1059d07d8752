using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Slack.Text;

namespace OAuthAttest;

/// <summary>Every text that a team may reword.</summary>
internal static class TextCatalog
{
    public static readonly IReadOnlyList<TextSlot> Slots = [.. RequestTexts.All, .. ReportTexts.All, .. NoteTexts.All, .. EscalationTexts.All];
}
