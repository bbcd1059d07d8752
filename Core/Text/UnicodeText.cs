using System.Text;

namespace OAuthAttest.Text;

/// <summary>
/// A text file as UTF-8 without a byte order mark, whichever form of Unicode it was saved in: Windows PowerShell writes UTF-16 unless it
/// is told otherwise.
/// </summary>
internal static class UnicodeText
{
    private const int Start = 4;

    /// <param name="Stream">The whole text, in UTF-8.</param>
    /// <param name="Problem">Why it is no text, and what to do; null: it is text.</param>
    internal readonly record struct Opened(Stream Stream, string? Problem);

    /// <summary>Reads the first bytes of the file; they are part of the returned stream again.</summary>
    public static async ValueTask<Opened> OpenAsync(Stream file, CancellationToken cancellation)
    {
        var start = new byte[Start];
        var count = 0;
        while (count < Start && await file.ReadAsync(start.AsMemory(count), cancellation) is var more and > 0)
            count += more;
        var head = start.AsSpan(0, count);
        if (head.StartsWith(Encoding.UTF8.Preamble))
            return new Opened(new PrefixedStream(start[Encoding.UTF8.Preamble.Length..count], file), null);
        var rest = new PrefixedStream(start[..count], file);
        if (EncodingOf(head) is { } encoding)
        {
            var marked = new PrefixedStream(start[(head.StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0)..count], file);
            return new Opened(Encoding.CreateTranscodingStream(marked, encoding, new UTF8Encoding(false)), null);
        }
        return new Opened(rest, ProblemOf(head));
    }

    // UTF-32's mark begins with that of UTF-16. Without a mark, text in a Latin alphabet has a zero in every other byte.
    private static Encoding? EncodingOf(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0] => new UTF32Encoding(bigEndian: false, byteOrderMark: true),
        [0, 0, 0xFE, 0xFF] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
        [> 0, 0, > 0, 0] => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        [0, > 0, 0, > 0] => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        _ => null,
    };

    private static string? ProblemOf(ReadOnlySpan<byte> start) => start switch
    {
        [0x1F, 0x8B, ..] => "the file is compressed (gzip): unpack it first, for example with gunzip",
        [(byte)'P', (byte)'K', 3 or 5, ..] => "this is a ZIP archive or an Excel workbook: unpack it, or save it as \"CSV UTF-8\"",
        [(byte)'H', (byte)'T', (byte)'T', (byte)'P'] =>
            "the file begins with the headers of the answer: save the body alone (curl without -i)",
        _ => null,
    };
}
