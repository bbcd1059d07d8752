using System.Collections.Frozen;

namespace OAuthAttest.Grants.Import.Json;

/// <summary>How a provider wraps a list in a response of its API.</summary>
internal sealed record JsonListShape
{
    /// <summary>Properties that hold the list.</summary>
    public required FrozenSet<string> Lists { get; init; }

    /// <summary>
    /// A value of <see cref="NextPage"/>: the links that HAL puts under this name, where one called <c>next</c> means another page.
    /// </summary>
    public const string LinksProperty = "_links";

    /// <summary>Properties that say that another page follows.</summary>
    public required FrozenSet<string> NextPage { get; init; }

    /// <summary>Values of <c>kind</c> that mark a list, even if the list property is omitted because it is empty.</summary>
    public FrozenSet<string> ListKinds { get; init; } = [];

    /// <summary>
    /// How many elements the provider's fullest page has, where it says only in a header of the answer whether another follows.
    /// </summary>
    public int? FullPage { get; init; }
}
