using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.SampleMaker;

/// <summary>
/// Pseudo-random values from a name: the same name gives the same value on every machine and runtime, and adding a person or an
/// app changes nothing for the others.
/// </summary>
internal static class Chance
{
    private const string Seed = "northwind-cartography/1/";
    private const string LettersAndDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Base64Url = LettersAndDigits + "-_";

    public static ulong Number(string name) => BinaryPrimitives.ReadUInt64BigEndian(Bytes(name));

    /// <summary>From 0 up to, but not including, <paramref name="end"/>.</summary>
    public static int Below(int end, string name) => (int)(Number(name) % (ulong)end);

    public static int Between(int first, int last, string name) => first + Below(last - first + 1, name);

    public static bool OneIn(int count, string name) => Below(count, name) == 0;

    /// <summary>A version 4 GUID, as Entra's object ids are.</summary>
    public static string Guid(string name)
    {
        var bytes = Bytes("guid/" + name)[..16];
        bytes[6] = (byte)(0x40 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true).ToString();
    }

    public static string Digits(int length, string name) => Text("0123456789", length, name);

    public static string Hex(int length, string name) => Text("0123456789abcdef", length, name);

    public static string LowerCase(int length, string name) => Text("0123456789abcdefghijklmnopqrstuvwxyz", length, name);

    public static string UpperCase(int length, string name) => Text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", length, name);

    public static string MixedCase(int length, string name) => Text(LettersAndDigits, length, name);

    public static string Token(int length, string name) => Text(Base64Url, length, name);

    /// <summary>A time some days before the exports were taken.</summary>
    public static DateTimeOffset DaysAgo(int fewest, int most, string name)
    {
        var seconds = Number("second/" + name) % 86_400;
        return SampleTime.Taken.AddDays(-Between(fewest, most, name)).AddSeconds(-(double)seconds);
    }

    private static string Text(string alphabet, int length, string name)
    {
        var text = new StringBuilder(length);
        for (var block = 0; text.Length < length; block++)
        {
            foreach (var b in Bytes($"{alphabet.Length}/{block}/{name}"))
                text.Append(alphabet[b % alphabet.Length]);
        }
        return text.ToString(0, length);
    }

    private static byte[] Bytes(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(Seed + name));
}
