namespace OAuthAttest.Tests.Grants.Import;

/// <summary>Returns a few bytes per read, so that a read can end at any position in the file.</summary>
internal sealed class TricklingStream(byte[] content, int atMost) : MemoryStream(content)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, atMost)]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, atMost));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));
}
