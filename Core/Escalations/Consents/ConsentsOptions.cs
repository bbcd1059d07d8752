using OAuthAttest.Configuration;
using OAuthAttest.Escalations.Consents.Authentication;

namespace OAuthAttest.Escalations.Consents;

/// <summary>
/// Configuration section <c>Consents</c>: one part for each source, with its <c>Secrets</c>. The webhook of a source without a secret
/// answers 503.
/// </summary>
[SettingsSection(ConsentsOptions.Section)]
public sealed class ConsentsOptions : IChecked
{
    public const string Section = "Consents";

    private const int ShortestToken = 24;
    private const int LongestToken = 512;

    // GitHub advises a random text of high entropy; a shorter one has too little.
    private const int ShortestGitHubSecret = 16;

    /// <summary>Signing secrets of Standard Webhooks: <c>whsec_</c> and base64 of 24 to 64 bytes.</summary>
    public ConsentSourceSecrets Standard { get; set; } = new([]);

    /// <summary>The value of the <c>Authorization</c> header that the event hook is configured to send.</summary>
    public ConsentSourceSecrets Okta { get; set; } = new([]);

    /// <summary>The token of <c>Authorization: Bearer …</c>.</summary>
    public ConsentSourceSecrets Entra { get; set; } = new([]);

    /// <summary>The token given when the watch channel was created.</summary>
    public ConsentSourceSecrets Google { get; set; } = new([]);

    /// <summary>The <c>Authorization</c> value that the log stream sends.</summary>
    public ConsentSourceSecrets Auth0 { get; set; } = new([]);

    /// <summary>The webhook secret of the GitHub App.</summary>
    public ConsentSourceSecrets GitHub { get; set; } = new([]);

    /// <summary>
    /// Alert rules of Azure Monitor, by name or id, whose alerts tell of a consent even where they come without rows of the audit log.
    /// </summary>
    public IReadOnlyList<string> EntraAlertRules { get; set; } = [];

    public bool IsAnyConfigured => ConsentSources.Delivering.Any(source => Of(source).IsConfigured);

    public ConsentSourceSecrets Of(ConsentSource source) => source switch
    {
        ConsentSource.Standard => Standard,
        ConsentSource.Okta => Okta,
        ConsentSource.Entra => Entra,
        ConsentSource.Google => Google,
        ConsentSource.Auth0 => Auth0,
        ConsentSource.GitHub => GitHub,
        _ => throw new InvalidOperationException($"{source} has no settings."),
    };

    public void Check(Mistakes mistakes)
    {
        foreach (var source in ConsentSources.Delivering)
            CheckSource(source, Of(source).Secrets, mistakes.In(source.ToString()));
    }

    // Mistakes name the position of a secret, never its value.
    private static void CheckSource(ConsentSource source, IReadOnlyList<string> secrets, Mistakes mistakes)
    {
        for (var i = 0; i < secrets.Count; i++)
        {
            if (Problem(source, secrets[i]) is { } problem)
                mistakes.Add($"{nameof(ConsentSourceSecrets.Secrets)}:{i}", problem);
        }
        if (secrets.Distinct(StringComparer.Ordinal).Count() != secrets.Count)
            mistakes.Add(nameof(ConsentSourceSecrets.Secrets), "has an entry twice.");
    }

    private static string? Problem(ConsentSource source, string secret) => source switch
    {
        ConsentSource.Standard => StandardWebhookSignature.TryReadSecret(secret, out _)
            ? null
            : "must be whsec_ followed by the base64 of 24 to 64 random bytes.",
        ConsentSource.GitHub => secret.Length is >= ShortestGitHubSecret and <= LongestToken
            ? null
            : $"must have {ShortestGitHubSecret} to {LongestToken} characters.",
        _ => secret.Length is >= ShortestToken and <= LongestToken && secret.All(c => c is > ' ' and <= '~')
            ? null
            : $"must have {ShortestToken} to {LongestToken} printable ASCII characters without spaces.",
    };
}

/// <param name="Secrets">More than one while a secret is being rotated: each of them is accepted.</param>
public sealed record ConsentSourceSecrets([property: Secret] IReadOnlyList<string> Secrets)
{
    public bool IsConfigured => Secrets.Count > 0;

    /// <summary>Keeps the secrets out of logs.</summary>
    public override string ToString() => $"{Secrets.Count} secrets (hidden)";
}
