namespace OAuthAttest.Campaigns;

/// <summary>
/// The part of a scope digest that a button carries: 8 bytes as lower-case hex. It distinguishes a message that shows old scopes from one
/// that shows the current ones. It does not authenticate anything: for that, the click is signed by Slack and checked against the owner.
/// </summary>
public static class DigestPrefix
{
    private const int Bytes = 8;

    public static string Of(byte[] digest) => Convert.ToHexStringLower(digest.AsSpan(0, Bytes));

    public static bool Matches(string prefix, byte[] digest) => string.Equals(prefix, Of(digest), StringComparison.Ordinal);
}
