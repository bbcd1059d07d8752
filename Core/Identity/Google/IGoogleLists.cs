using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Identity.Google;

/// <summary>The lists of a Google Workspace, wherever they come from.</summary>
internal interface IGoogleLists
{
    public IAsyncEnumerable<JsonItem<GoogleUser>> Users(CancellationToken cancellation);

    /// <summary>The token report, after all users are known.</summary>
    public IAsyncEnumerable<JsonItem<GoogleActivity>> Activities(CancellationToken cancellation);

    /// <summary>The tokens of every user that was listed.</summary>
    public IAsyncEnumerable<JsonItem<GoogleToken>> Tokens(GoogleAccounts accounts, CancellationToken cancellation);
}
