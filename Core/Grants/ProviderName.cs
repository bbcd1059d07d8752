using System.Diagnostics.CodeAnalysis;

namespace OAuthAttest.Grants;

/// <summary>The short name of an identity provider or app platform: lower-case letters, digits and hyphens, at most 32.</summary>
public readonly record struct ProviderName
{
    private const int MaxLength = 32;

    private readonly string? value;

    private ProviderName(string value) => this.value = value;

    public static ProviderName Entra { get; } = new("entra");

    public static ProviderName Google { get; } = new("google");

    public static ProviderName Okta { get; } = new("okta");

    public static ProviderName GitHub { get; } = new("github");

    public static ProviderName Slack { get; } = new("slack");

    /// <summary>Parses a provider name; there is no other way to create one from text.</summary>
    /// <exception cref="FormatException">The text is not a valid provider name.</exception>
    public static ProviderName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException($"'{text}' is no provider name: 1 to {MaxLength} lower-case letters, digits or hyphens.");

    public static bool TryParse([NotNullWhen(true)] string? text, out ProviderName name)
    {
        var valid = text is { Length: > 0 and <= MaxLength } && text.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');
        name = valid ? new ProviderName(text!) : default;
        return valid;
    }

    public override string ToString() => value ?? "unknown";
}
