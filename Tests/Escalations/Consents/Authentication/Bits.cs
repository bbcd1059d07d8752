namespace OAuthAttest.Tests.Escalations.Consents.Authentication;

/// <summary>Everything that differs from the original by a single bit.</summary>
internal static class Bits
{
    public static void EachFlip(byte[] original, Action<byte[]> check)
    {
        for (var bit = 0; bit < original.Length * 8; bit++)
        {
            var tampered = original.ToArray();
            tampered[bit / 8] ^= (byte)(1 << (bit % 8));
            check(tampered);
        }
    }

    /// <summary>The same for a header, whose characters are bytes.</summary>
    public static void EachFlip(string original, Action<string> check)
    {
        for (var i = 0; i < original.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
                check(original[..i] + (char)(original[i] ^ (1 << bit)) + original[(i + 1)..]);
        }
    }
}
