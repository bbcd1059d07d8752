namespace OAuthAttest.Grants.Import;

/// <summary>
/// A reader that can ask its source for one thing by name. What a reading does not list any more is asked for before it is taken for
/// vanished: a list from which a page was lost looks whole, but what was on that page is still there.
/// </summary>
public interface IAsksBack
{
    /// <summary>Whether the source has the account.</summary>
    /// <param name="externalId">The id as the reader gave it.</param>
    public Task<bool> HasUserAsync(string externalId, CancellationToken cancellation);

    /// <summary>Whether the source has the grant, with any of the scopes that are asked for.</summary>
    public Task<bool> HasGrantAsync(AskedGrant grant, CancellationToken cancellation);
}

/// <summary>A grant as a reader gave it before.</summary>
/// <param name="Scopes">The scopes that are asked for: any of them is enough. Empty: whatever is left of the grant.</param>
public sealed record AskedGrant(
    string ExternalId,
    string ClientId,
    string? PrincipalId,
    ConsentType Consent,
    string? Resource,
    IReadOnlyList<string> Scopes
);
