namespace OAuthAttest.Tests.Aws.CloudTrail;

/// <summary>Gives a few bytes a read: first so many, then so many each time.</summary>
internal sealed class TrickleStream(byte[] bytes, int first, int then) : MemoryStream(bytes)
{
    private bool isBegun;

    public override int Read(Span<byte> buffer)
    {
        var most = isBegun ? then : first;
        isBegun = true;
        return base.Read(buffer[..Math.Min(most, buffer.Length)]);
    }
}
