using System.IO.Compression;
using OAuthAttest.Text;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>
/// Unpacks a gzip file to its very end. .NET takes the end of a cut file for the end of its data, and passes over what stands behind the
/// last member in silence. So a member of our own is put behind the file, and its text must come out last.
/// </summary>
internal sealed class WholeGzip : ReadingStream
{
    /// <summary>White space, which JSON allows wherever a record may end.</summary>
    private static readonly byte[] Mark = "\n\t \r\t \n \t\r \n\r\t \n"u8.ToArray();

    private static readonly byte[] PackedMark = Packed(Mark);

    private readonly GZipStream unpacked;
    private readonly byte[] tail = new byte[Mark.Length];

    public WholeGzip(Stream file) => unpacked = new GZipStream(new MarkedStream(file, PackedMark), CompressionMode.Decompress);

    /// <summary>So many bytes that come out last are none of the file's.</summary>
    public static int MarkLength => Mark.Length;

    /// <exception cref="InvalidDataException">The file is damaged, or is cut, or has something else behind its end.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = unpacked.Read(buffer);
        if (read == 0 && buffer.Length > 0 && !tail.AsSpan().SequenceEqual(Mark))
            throw new InvalidDataException("The gzip does not end where the file ends.");
        var last = buffer[Math.Max(0, read - tail.Length)..read];
        tail.AsSpan(last.Length).CopyTo(tail);
        last.CopyTo(tail.AsSpan(tail.Length - last.Length));
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            unpacked.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
