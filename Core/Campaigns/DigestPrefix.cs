namespace OAuthAttest.Campaigns;

/// <summary>
/// The part of a scope digest that travels in a button: 8 bytes as lower-case hex. It tells a message that shows old scopes
/// from one that shows the current ones; it is no proof by itself, for the click is signed and owner-bound anyway.
/// </summary>
public static class DigestPrefix
{
    private const int Bytes = 8;

    public static string Of(byte[] digest) => Convert.ToHexStringLower(digest.AsSpan(0, Bytes));

    public static bool Matches(string prefix, byte[] digest) => string.Equals(prefix, Of(digest), StringComparison.Ordinal);
}
