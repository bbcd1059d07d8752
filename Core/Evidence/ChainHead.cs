using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OAuthAttest.Evidence;

/// <summary>
/// The end of the audit chain at some moment. Written down elsewhere, it shows later that nothing before it was cut off or rewritten.
/// </summary>
/// <param name="Sequence">The last entry; 0: there is none yet.</param>
/// <param name="Hash">Its hash, lower-case hex: the whole or its beginning.</param>
public sealed record ChainHead(long Sequence, string Hash)
{
    private const int Whole = 64;

    /// <summary>Shorter ones could be hit by trying.</summary>
    private const int Shortest = 16;

    /// <summary>As it is written down: <c>sequence:hash</c>, with the first 16 digits of the hash.</summary>
    public string Brief => string.Create(CultureInfo.InvariantCulture, $"{Sequence}:{Hash[..Shortest]}");

    /// <summary>Reads <c>sequence:hash</c>, with at least 16 digits of the hash.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ChainHead? head)
    {
        head = null;
        if (text?.Trim().Split(':') is not [var number, { Length: >= Shortest and <= Whole } hash] || !hash.All(char.IsAsciiHexDigit))
            return false;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return false;
        head = new ChainHead(sequence, hash.ToLowerInvariant());
        return true;
    }

    /// <summary>Whether this is what was written down.</summary>
    internal bool Matches(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash).StartsWith(Hash, StringComparison.Ordinal);
}
