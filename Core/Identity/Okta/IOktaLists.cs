using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Identity.Okta;

/// <summary>The lists of an Okta org, wherever they come from.</summary>
internal interface IOktaLists
{
    public IAsyncEnumerable<JsonItem<OktaApp>> Apps(CancellationToken cancellation);

    public IAsyncEnumerable<JsonItem<OktaUser>> Users(CancellationToken cancellation);

    /// <summary>The grants of every user that was listed, those of one user together.</summary>
    public IAsyncEnumerable<OktaOwned> GrantsOfUsers(OktaUsers users, CancellationToken cancellation);

    /// <summary>The grants that administrators gave to apps.</summary>
    public IAsyncEnumerable<JsonItem<OktaGrant>> AppGrants(OktaApps apps, CancellationToken cancellation);
}

/// <param name="Owner">The user whose list it is in; null: the list is of several.</param>
internal readonly record struct OktaOwned(JsonItem<OktaGrant> Grant, string? Owner);
