using System.Security.Cryptography;
using OAuthAttest.Configuration;

namespace OAuthAttest.Identity.Access;

/// <summary>
/// The address of GitHub, and a GitHub App that is installed in the organization. Only an App can list fine-grained tokens, and its
/// tokens live for an hour with no more permissions than they are asked for; personal access tokens are not used.
/// </summary>
public sealed record GitHubConnection : IChecked
{
    private const int LeastKeyBits = 2048;

    /// <summary>The organization's login; null: not configured.</summary>
    public string? Organization { get; init; }

    /// <summary>The App's id, or its client id.</summary>
    public string? AppId { get; init; }

    /// <summary>The App's private key, as PEM.</summary>
    [Secret]
    public string? PrivateKey { get; init; }

    /// <summary>The id of the App's installation in the organization.</summary>
    public string? InstallationId { get; init; }

    /// <summary>GitHub's API; GitHub Enterprise Server and Enterprise Cloud with data residency have other addresses.</summary>
    [ServiceAddress]
    public Uri BaseUrl { get; init; } = new("https://api.github.com/");

    /// <inheritdoc cref="EntraConnection.RequestTimeout"/>
    [Bounds(AtLeast = EntraConnection.ShortestTimeout, AtMost = EntraConnection.LongestTimeout)]
    public TimeSpan RequestTimeout { get; init; } = EntraConnection.DefaultTimeout;

    public bool IsConfigured => Organization is not null && AppId is not null && PrivateKey is not null && InstallationId is not null;

    /// <inheritdoc cref="EntraConnection.ToString"/>
    public override string ToString() => $"{BaseUrl} (credentials hidden)";

    public void Check(Mistakes mistakes)
    {
        if (Organization is null && AppId is null && PrivateKey is null && InstallationId is null)
            return;
        if (Organization is null || !IsLogin(Organization))
            mistakes.Add(nameof(Organization), "must be the organization's login, such as larkspur-labs.");
        if (string.IsNullOrWhiteSpace(AppId))
            mistakes.Add(nameof(AppId), "is missing: the id of the GitHub App.");
        if (InstallationId is null || !IsNumber(InstallationId))
            mistakes.Add(nameof(InstallationId), "must be the number of the App's installation in the organization.");
        if (PrivateKey is null)
            mistakes.Add(nameof(PrivateKey), "is missing.");
        else if (!IsKey(PrivateKey))
            mistakes.Add(nameof(PrivateKey), "must be the App's private key as PEM, of at least 2048 bits.");
    }

    /// <summary>Whether it is an id as GitHub writes it.</summary>
    internal static bool IsNumber(string text) => text is { Length: > 0 and <= 19 } && text.All(char.IsAsciiDigit);

    /// <summary>https://docs.github.com/enterprise-cloud@latest/admin: letters, digits and single hyphens, at most 39.</summary>
    private static bool IsLogin(string text) =>
        text is { Length: > 0 and <= 39 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && text[0] != '-';

    private static bool IsKey(string pem)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= LeastKeyBits;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
