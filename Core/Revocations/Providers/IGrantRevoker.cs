using OAuthAttest.Grants;

namespace OAuthAttest.Revocations.Providers;

/// <summary>Takes one app's grant from one person (or from everybody, as it was given) at its provider, and looks whether it is gone.</summary>
public interface IGrantRevoker
{
    public ProviderName Provider { get; }

    /// <summary>False while no credentials for changing are set: then people must do it by hand.</summary>
    public bool IsConfigured { get; }

    /// <summary>Revokes. Repeatable: what is gone already counts as done.</summary>
    /// <exception cref="RevocationUnavailableException">Throttled, 5xx or no answer: repeat.</exception>
    /// <exception cref="RevocationRejectedException">The provider refuses: a person must act.</exception>
    public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation);

    /// <summary>Reads the provider again: true when nothing of the target is left.</summary>
    /// <inheritdoc cref="RevokeAsync" path="/exception"/>
    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation);
}

/// <param name="Tenant">Null where the provider has one only.</param>
/// <param name="ClientId">The app.</param>
/// <param name="PersonExternalId">The account; null where the grant is everybody's or the app's own.</param>
/// <param name="PersonEmail">Lower case.</param>
public sealed record RevocationTarget(string? Tenant, string ClientId, ConsentType ConsentType, string? PersonExternalId, string? PersonEmail);

/// <param name="Removed">Grants that were there and are not any more; 0: none were found.</param>
/// <param name="TokensLiveUntil">When the last access token that was already issued must have run out.</param>
public sealed record RevocationAnswer(int Removed, DateTimeOffset TokensLiveUntil);

public sealed class RevocationUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

public sealed class RevocationRejectedException(string message, Exception? inner = null) : Exception(message, inner);
