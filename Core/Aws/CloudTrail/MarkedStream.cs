using OAuthAttest.Text;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>A stream with some bytes behind its end.</summary>
internal sealed class MarkedStream(Stream stream, byte[] mark) : ReadingStream
{
    private int given;

    public override int Read(Span<byte> buffer)
    {
        if (stream.Read(buffer) is > 0 and var read)
            return read;
        var rest = mark.AsSpan(given, Math.Min(mark.Length - given, buffer.Length));
        rest.CopyTo(buffer);
        given += rest.Length;
        return rest.Length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
        base.Dispose(disposing);
    }
}
