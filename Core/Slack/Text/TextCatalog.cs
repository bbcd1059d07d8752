namespace OAuthAttest.Slack.Text;

/// <summary>The texts of an app that a team may reword.</summary>
/// <param name="Slots">All of them.</param>
/// <param name="CheckTogether">What no text can break by itself, from the longest that each can get; adds a line a mistake.</param>
internal sealed record TextCatalog(IReadOnlyList<TextSlot> Slots, Action<Func<TextSlot, int>, List<string>> CheckTogether);
