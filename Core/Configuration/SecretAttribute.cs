namespace OAuthAttest.Configuration;

/// <summary>
/// The value is secret: no message repeats it. A placeholder, and a secret so short that it could be guessed, is refused at the start; for
/// a list, in each of its entries. An empty value is not set, which the owner's own check refuses where a secret is needed.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute
{
    /// <summary>The fewest characters that a secret may have.</summary>
    public int Shortest { get; init; } = 12;
}
