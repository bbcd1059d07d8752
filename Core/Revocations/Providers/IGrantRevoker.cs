using OAuthAttest.Grants;

namespace OAuthAttest.Revocations.Providers;

/// <summary>
/// Revokes one app's grant from one person (or from everybody, as it was given) at its provider, and checks whether it is gone.
/// </summary>
public interface IGrantRevoker
{
    public ProviderName Provider { get; }

    /// <summary>False while no credentials for changing are set: then a person must revoke by hand.</summary>
    public bool IsConfigured { get; }

    /// <summary>Revokes. May be repeated: a grant that is gone already counts as done.</summary>
    /// <exception cref="RevocationUnavailableException">Throttled, 5xx or no answer: repeat.</exception>
    /// <exception cref="RevocationRejectedException">The provider refuses: a person must act.</exception>
    public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation);

    /// <summary>Reads from the provider: true when nothing of the target is left.</summary>
    /// <inheritdoc cref="RevokeAsync" path="/exception"/>
    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation);
}

/// <param name="Tenant">Null if the provider needs no tenant.</param>
/// <param name="ClientId">The app.</param>
/// <param name="PersonExternalId">The account; null if the grant is for the whole tenant or for the app itself.</param>
/// <param name="PersonEmail">Lower case.</param>
public sealed record RevocationTarget(
    string? Tenant,
    string ClientId,
    ConsentType ConsentType,
    string? PersonExternalId,
    string? PersonEmail
);

/// <param name="Removed">The number of grants that were removed; 0: none were found.</param>
/// <param name="TokensLiveUntil">When the last access token that was already issued must have expired.</param>
public sealed record RevocationAnswer(int Removed, DateTimeOffset TokensLiveUntil);

public sealed class RevocationUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

public sealed class RevocationRejectedException(string message, Exception? inner = null) : Exception(message, inner);
