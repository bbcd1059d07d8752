namespace OAuthAttest.Escalations.Consents;

/// <summary>
/// Configuration section <c>Consents</c>: one part a source, each with its <c>Secrets</c>. A source with a secret is open, one without
/// answers 503. Checked by <see cref="ConsentsOptionsValidator"/>.
/// </summary>
public sealed class ConsentsOptions
{
    public const string Section = "Consents";

    /// <summary>Signing secrets of Standard Webhooks: <c>whsec_</c> and base64 of 24 to 64 bytes.</summary>
    public ConsentSourceSecrets Standard { get; set; } = new([]);

    /// <summary>The value of the <c>Authorization</c> header that the event hook was given.</summary>
    public ConsentSourceSecrets Okta { get; set; } = new([]);

    /// <summary>The token of <c>Authorization: Bearer …</c>.</summary>
    public ConsentSourceSecrets Entra { get; set; } = new([]);

    /// <summary>The token that the watch channel was opened with.</summary>
    public ConsentSourceSecrets Google { get; set; } = new([]);

    /// <summary>The <c>Authorization</c> value of the log stream.</summary>
    public ConsentSourceSecrets Auth0 { get; set; } = new([]);

    /// <summary>The webhook secret of the GitHub App.</summary>
    public ConsentSourceSecrets GitHub { get; set; } = new([]);

    /// <summary>What could not be read from the configuration; the validator reports it with the rest.</summary>
    internal IReadOnlyList<string> ReadErrors { get; set; } = [];

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
}

/// <param name="Secrets">More than one while a secret is being rotated: each of them opens the door.</param>
public sealed record ConsentSourceSecrets(IReadOnlyList<string> Secrets)
{
    public bool IsConfigured => Secrets.Count > 0;

    /// <summary>Secrets stay out of logs.</summary>
    public override string ToString() => $"{Secrets.Count} secrets (hidden)";
}
