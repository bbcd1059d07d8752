using OAuthAttest.Configuration;
using OAuthAttest.Grants;

namespace OAuthAttest.Revocations.Providers;

/// <summary>
/// Where people sign in to an app, and so consent to it again: no provider tells it for every app. The address is a template with the
/// places of <see cref="CustomProvider"/>.
/// </summary>
public sealed record SignInPage : IChecked
{
    /// <summary>The provider's name, as in its inventory.</summary>
    public required string Provider { get; init; }

    /// <summary>The app; null: every app of the provider that has no page of its own.</summary>
    public string? ClientId { get; init; }

    public required string Url { get; init; }

    public void Check(Mistakes mistakes)
    {
        if (!ProviderName.TryParse(Provider, out _))
            mistakes.Add(nameof(Provider), "must be 1 to 32 lower-case letters, digits or hyphens.");
        if (TargetTemplate.ProblemOfAddress(Url) is { } problem)
            mistakes.Add(nameof(Url), $"{problem}.");
    }
}
