namespace OAuthAttest.Aws.Lookup;

/// <summary>One page of LookupEvents.</summary>
/// <param name="Body">The answer as it came, with the records in it.</param>
/// <param name="Events">Newest first, as AWS documents it.</param>
/// <param name="NextToken">Leads to the page after it; null: it is the last.</param>
internal sealed record LookupPage(byte[] Body, IReadOnlyList<LookedUpEvent> Events, string? NextToken);

/// <summary>What stands beside a record in a page.</summary>
internal readonly record struct LookedUpEvent(string Id, string Name, DateTimeOffset At);
