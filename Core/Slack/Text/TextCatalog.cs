namespace OAuthAttest.Slack.Text;

/// <summary>The texts of an app that a team may reword.</summary>
/// <param name="Slots">All of them.</param>
/// <param name="CheckTogether">Checks that concern several texts together, each at its maximum length; adds one line per problem.</param>
internal sealed record TextCatalog(IReadOnlyList<TextSlot> Slots, Action<Func<TextSlot, int>, List<string>> CheckTogether);
