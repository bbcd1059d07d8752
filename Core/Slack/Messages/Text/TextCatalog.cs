namespace OAuthAttest.Slack.Messages.Text;

/// <summary>Every text that a team may reword.</summary>
internal static class TextCatalog
{
    public static readonly IReadOnlyList<TextSlot> Slots = [.. RequestTexts.All, .. ReportTexts.All, .. NoteTexts.All, .. EscalationTexts.All];
}
