namespace OAuthAttest.Tests.Grants.Import;

/// <summary>Hands out a few bytes at a time, so that every border between two reads falls everywhere once.</summary>
internal sealed class TricklingStream(byte[] content, int atMost) : MemoryStream(content)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, atMost)]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, atMost));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));
}
