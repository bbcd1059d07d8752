using System.Text.Json;
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

    /// <summary>Whether it can take single scopes from a grant (<see cref="RevocationTarget.Without"/>).</summary>
    public bool CanNarrow => false;

    /// <summary>
    /// Revokes the target, or takes its scopes from it. May be repeated: what is gone already counts as done.
    /// </summary>
    /// <exception cref="RevocationUnavailableException">Throttled, 5xx or no answer: repeat.</exception>
    /// <exception cref="RevocationRejectedException">The provider refuses: a person must act.</exception>
    public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation);

    /// <summary>Reads from the provider: true when nothing of the target is left, or none of the scopes to take.</summary>
    /// <inheritdoc cref="RevokeAsync" path="/exception"/>
    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation);

    /// <summary>Reads what of the target is there now, before it is revoked, and whether it grew since somebody decided about it.</summary>
    /// <param name="known">The scopes that the decision was about, as the inventory names them.</param>
    /// <inheritdoc cref="RevokeAsync" path="/exception"/>
    public async Task<LiveGrants> ReadAsync(
        RevocationTarget target, IReadOnlyCollection<string> known, CancellationToken cancellation) =>
        await IsGoneAsync(target, cancellation) ? LiveGrants.None : new LiveGrants(1, [], []);

    /// <summary>Whether what was removed can be put back here, or by the person alone.</summary>
    public Restorability Restorability => Restorability.ByConsent;

    /// <summary>
    /// Puts back what a recipe tells, exactly that. May be repeated: what is there already counts as done.
    /// </summary>
    /// <inheritdoc cref="RevokeAsync" path="/exception"/>
    public Task RestoreAsync(RestoreRecipe recipe, CancellationToken cancellation) =>
        throw new RevocationRejectedException("what was removed cannot be put back from here");
}

public static class GrantRevokers
{
    /// <summary>Null: nothing here may revoke at this provider.</summary>
    public static IGrantRevoker? At(this IEnumerable<IGrantRevoker> revokers, ProviderName provider) =>
        revokers.FirstOrDefault(each => each.Provider == provider && each.IsConfigured);
}

/// <summary>How a removed grant comes back.</summary>
public enum Restorability
{
    /// <summary>The provider takes it from here.</summary>
    Here = 1,

    /// <summary>Only the person can give it again, by a new consent.</summary>
    ByConsent = 2,
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
)
{
    /// <summary>The id of one grant in the inventory: the provider's, or derived where it has none. Null: every grant of the app.</summary>
    public string? GrantId { get; init; }

    /// <summary>
    /// The API, as the inventory names it, when one grant is meant: an app may have a grant for each of several. Null: every API.
    /// </summary>
    public string? Resource { get; init; }

    /// <summary>The scopes to take from it, as the inventory names them; empty: the grant as a whole.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Whether only scopes are taken, and the grant is kept.</summary>
    public bool IsNarrowed => Without.Count > 0;

    /// <summary>Whether one grant is meant, as the inventory has it.</summary>
    public bool IsOneGrant => GrantId is not null;
}

/// <param name="Removed">The number of grants that were removed or narrowed; 0: none were found.</param>
/// <param name="TokensLiveUntil">When the last access token that was already issued must have expired.</param>
public sealed record RevocationAnswer(int Removed, DateTimeOffset TokensLiveUntil);

/// <summary>What the provider lists of a target now.</summary>
/// <param name="Count">Its entries, or those with a scope to take; 0: nothing is left to do.</param>
/// <param name="Grown">Scopes beyond those that were asked about, in the provider's names; empty: none, or the provider tells none.</param>
/// <param name="Entries">The entries as the provider wrote them, enough to put them back; empty where it cannot be done.</param>
public sealed record LiveGrants(int Count, IReadOnlyList<string> Grown, IReadOnlyList<JsonElement> Entries)
{
    public static LiveGrants None { get; } = new(0, [], []);

    /// <summary>Whether the grant is listed, also where it has none of the scopes to take any more.</summary>
    public bool IsListed { get; init; } = Count > 0;
}

public sealed class RevocationUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>How long to wait: what the provider asks for, where that is longer than our own pause.</summary>
    public TimeSpan PauseOver(TimeSpan own) => RetryAfter > own ? RetryAfter.Value : own;
}

public sealed class RevocationRejectedException(string message, Exception? inner = null) : Exception(message, inner);
