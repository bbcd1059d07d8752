using OAuthAttest.Configuration;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Revocations.Providers;

/// <summary>
/// An authorization server of one's own, with an endpoint as RFC 7009 describes it, and a list in which it is read again. Addresses and
/// values are templates: <c>{clientId}</c>, <c>{userId}</c>, <c>{email}</c>, <c>{grantId}</c>, <c>{resource}</c> and <c>{tenant}</c>
/// stand for what is revoked.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc7009</remarks>
public sealed record CustomProvider : IChecked
{
    /// <summary>The provider's name, as in its inventory.</summary>
    public required string Provider { get; init; }

    /// <summary>A template of the address that a revocation is posted to.</summary>
    public required string RevocationUrl { get; init; }

    /// <summary>A template of what is sent as the token.</summary>
    public string TokenText { get; init; } = "{grantId}";

    /// <summary>The kind of token that is sent; null: none is told.</summary>
    public string? TokenTypeHint { get; init; }

    /// <summary>The client that this app is at the server; sent with HTTP Basic to both addresses.</summary>
    public required string ClientId { get; init; }

    [Secret]
    public required string ClientSecret { get; init; }

    /// <summary>A template of the address of the list in which whatever is left is found.</summary>
    public required string ListUrl { get; init; }

    /// <summary>Where the list is in the answer: names with dots between; null: the answer is the list.</summary>
    public string? ListItems { get; init; }

    /// <summary>Where the answer has the next page's address; null: in its header <c>Link</c>.</summary>
    public string? ListNext { get; init; }

    /// <summary>The property of an entry that names the app; null: an entry is a text that names it.</summary>
    public string? AppProperty { get; init; } = "client_id";

    /// <summary>A template of its value.</summary>
    public string AppValue { get; init; } = "{clientId}";

    /// <summary>The property of an entry that names the person; null: the list is of one person alone.</summary>
    public string? PersonProperty { get; init; }

    /// <summary>A template of its value.</summary>
    public string PersonValue { get; init; } = "{userId}";

    /// <summary>The property of an entry that tells its state; null: what is listed is there.</summary>
    public string? StateProperty { get; init; }

    /// <summary>The state of what was revoked and is still listed.</summary>
    public string? RevokedState { get; init; }

    /// <summary>
    /// The property of an entry that tells its scopes, as a list or as one text with blanks between; null: whether an app got more since
    /// somebody decided about it is not seen here.
    /// </summary>
    public string? ScopesProperty { get; init; }

    /// <inheritdoc cref="EntraConnection.RequestTimeout"/>
    [Bounds(AtLeast = EntraConnection.ShortestTimeout, AtMost = EntraConnection.LongestTimeout)]
    public TimeSpan RequestTimeout { get; init; } = EntraConnection.DefaultTimeout;

    /// <inheritdoc cref="RevokingProvider{TConnection}"/>
    [Bounds(Above = "00:00:00", AtMost = "2.00:00:00")]
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <inheritdoc cref="RevokingProvider{TConnection}"/>
    [Bounds(Above = "00:00:00", AtMost = "01:00:00")]
    public TimeSpan ListingLag { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc cref="RevokingProvider{TConnection}"/>
    [Bounds(Above = "0", AtMost = "1000")]
    public double CallsPerSecond { get; init; } = 5;

    /// <inheritdoc cref="RevokingProvider{TConnection}"/>
    [Bounds(AtLeast = "1", AtMost = "64")]
    public int Concurrency { get; init; } = 2;

    /// <summary>Omits the secrets, because the result may be logged.</summary>
    public override string ToString() => $"{Provider} (credentials hidden)";

    public void Check(Mistakes mistakes)
    {
        if (!ProviderName.TryParse(Provider, out var name))
            mistakes.Add(nameof(Provider), "must be 1 to 32 lower-case letters, digits or hyphens.");
        else if (new[] { ProviderName.Entra, ProviderName.Okta, ProviderName.Google, ProviderName.GitHub }.Contains(name))
            mistakes.Add(nameof(Provider), $"is '{Provider}', which has a part of its own.");
        foreach (var (key, url) in ((string, string)[])[(nameof(RevocationUrl), RevocationUrl), (nameof(ListUrl), ListUrl)])
        {
            if (TargetTemplate.ProblemOfAddress(url) is { } problem)
                mistakes.Add(key, $"{problem}.");
        }
        foreach (var (key, text) in ((string, string)[])[
            (nameof(TokenText), TokenText), (nameof(AppValue), AppValue), (nameof(PersonValue), PersonValue)])
        {
            if (TargetTemplate.Problem(text) is { } problem)
                mistakes.Add(key, $"{problem}.");
        }
        if (StateProperty is null != RevokedState is null)
            mistakes.Add(nameof(RevokedState), $"belongs to {nameof(StateProperty)}: both or none.");
        if (string.IsNullOrWhiteSpace(ClientId))
            mistakes.Add(nameof(ClientId), "is missing.");
    }
}
