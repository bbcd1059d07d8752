using System.Security.Cryptography;

namespace OAuthAttest.Grants.Import;

/// <summary>Computes the digest of a file while it is read once from start to end.</summary>
internal sealed class DigestingStream : Stream
{
    private readonly FileStream file;
    private readonly string name;
    private readonly Reading reading;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long length;
    private bool ended;

    public DigestingStream(string path, string name, Reading reading)
    {
        // No buffer of its own: the caller buffers and reads sequentially.
        file = InputFile.Open(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        this.name = name;
        this.reading = reading;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = file.Read(buffer);
        Note(buffer[..count], buffer.Length > 0);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    // Synchronous on purpose: reading a local file blocks for microseconds, and another thread would cost more.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            hash.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> bytes, bool asked)
    {
        if (bytes.Length > 0)
        {
            hash.AppendData(bytes);
            length += bytes.Length;
            reading.Count(bytes.Length);
        }
        else if (asked && !ended)
        {
            ended = true;
            reading.Files.Add(new ReadFile(name, length, Convert.ToHexStringLower(hash.GetHashAndReset())));
        }
    }
}
