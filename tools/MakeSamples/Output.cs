using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OAuthAttest.MakeSamples;

/// <summary>Where the files go, and names and times that are the same in every run.</summary>
internal sealed class Output(string folder)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static DateTime Today { get; } = new(2026, 9, 28, 9, 0, 0, DateTimeKind.Utc);

    public string Folder => folder;

    public void Write(string file, object content) => WriteText(file, JsonSerializer.Serialize(content, Json) + "\n");

    public void WriteText(string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public static string Guid(string name) => new Guid(Hash(name).AsSpan(0, 16)).ToString();

    public static string Token(string name, int length) => Base64Url.EncodeToString(Hash(name)).Replace("-", "k", StringComparison.Ordinal).Replace("_", "r", StringComparison.Ordinal)[..length];

    public static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    /// <summary>Some of the items, in a random order.</summary>
    public static IEnumerable<T> Pick<T>(Random random, IEnumerable<T> from, int count)
    {
        var left = from.ToArray();
        random.Shuffle(left);
        return left.Take(count);
    }

    private static byte[] Hash(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));
}
