using System.Globalization;
using Amazon.Runtime;
using OAuthAttest.Text;

namespace OAuthAttest.Aws.Buckets;

/// <summary>
/// The body of an object, read with one buffer. That a server says nothing more, or that the body is shorter than it should be, ends the
/// reading and is remembered: whoever unpacks it would take it for a damaged file.
/// </summary>
/// <param name="length">As it was told; what comes must be so long.</param>
/// <param name="limit">How long each read may take.</param>
internal sealed class ObjectStream(Stream body, long length, TimeSpan limit, CancellationToken cancellation) : ReadingStream
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private long got;

    /// <summary>Why the body did not come to its end; null: nothing was wrong so far.</summary>
    public string? Fault { get; private set; }

    public override int Read(Span<byte> into)
    {
        if (start == end)
            Fill();
        var count = Math.Min(into.Length, end - start);
        buffer.AsSpan(start, count).CopyTo(into);
        start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            body.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        turn.CancelAfter(limit);
        int read;
        try
        {
            // Whoever unpacks reads in its own thread, one for each object under way.
            read = body.ReadAsync(buffer.AsMemory(), turn.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Ended("no answer in time", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or AmazonClientException)
        {
            throw Ended("the connection was lost", e);
        }
        (start, end) = (0, read);
        got += read;
        if (got > length || (read == 0 && got < length))
            throw Ended($"{Number(got)} of {Number(length)} bytes came", inner: null);
    }

    private IOException Ended(string fault, Exception? inner)
    {
        Fault = fault;
        return new IOException(fault, inner);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
