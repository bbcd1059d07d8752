using OAuthAttest.Revocations;

namespace OAuthAttest.Local.Demo;

/// <summary>The items whose way is not the usual one, each another than the others; null: there was none.</summary>
/// <param name="Failed">Refused at first.</param>
/// <param name="Back">Put back.</param>
/// <param name="Again">Came back.</param>
internal sealed record SpecialItems(WorklistItem? Failed, WorklistItem? Back, WorklistItem? Again)
{
    public IEnumerable<(string What, WorklistItem Item)> Named =>
        new[] { ("Refused at first", Failed), ("Put back", Back), ("Came back", Again) }
            .Where(each => each.Item2 is not null).Select(each => (each.Item1, each.Item2!));
}
