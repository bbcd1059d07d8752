using System.Security.Cryptography;
using OAuthAttest.Text;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>Computes the SHA-256 of the content that is read through it.</summary>
internal sealed class HashedStream(Stream stream) : ReadingStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The last bytes: they are no part of the content where a mark of ours stands behind it.</summary>
    private readonly byte[] last = new byte[stream is WholeGzip ? WholeGzip.MarkLength : 0];

    private int held;

    public override int Read(Span<byte> buffer)
    {
        var read = stream.Read(buffer);
        Add(buffer[..read]);
        return read;
    }

    /// <summary>Reads on to the end; the hash, in lower-case hexadecimal digits, is that of the whole stream.</summary>
    public string ToEnd()
    {
        var rest = new byte[8192];
        while (Read(rest) > 0)
        {
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        var old = Math.Clamp(held + bytes.Length - last.Length, 0, held);
        hash.AppendData(last.AsSpan(0, old));
        last.AsSpan(old, held - old).CopyTo(last);
        held -= old;
        var kept = Math.Min(bytes.Length, last.Length - held);
        hash.AppendData(bytes[..^kept]);
        bytes[^kept..].CopyTo(last.AsSpan(held));
        held += kept;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
            hash.Dispose();
        }
        base.Dispose(disposing);
    }
}
