using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>
/// Writes rows in PostgreSQL's binary COPY format (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format"):
/// what <see cref="NpgsqlBinaryImporter"/> does, without its cost per field, which is noticeable with a million rows.
/// Columns must be written in order, with the types of the table.
/// </summary>
internal sealed class BinaryCopy : IAsyncDisposable
{
    private const int FlushAt = 256 * 1024;
    private const int TextOid = 25;

    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8];
    private static readonly long PostgresEpochTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly NpgsqlRawCopyStream stream;
    private byte[] buffer = new byte[FlushAt + 64 * 1024];
    private int length;
    private bool completed;

    private BinaryCopy(NpgsqlRawCopyStream stream)
    {
        this.stream = stream;
        Raw(Signature);
        Int32(0);
        Int32(0);
    }

    public static async Task<BinaryCopy> BeginAsync(
        NpgsqlConnection connection,
        string table,
        string columns,
        CancellationToken cancellation
    ) => new(await connection.BeginRawBinaryCopyAsync($"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)", cancellation));

    public void StartRow(short columns)
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), columns);
    }

    /// <summary>Sends the buffer if it is full. Called after each row.</summary>
    public ValueTask FlushIfFullAsync(CancellationToken cancellation) =>
        length < FlushAt ? ValueTask.CompletedTask : FlushAsync(cancellation);

    public void Null() => Int32(-1);

    public void Bigint(long? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }
        Int32(8);
        BinaryPrimitives.WriteInt64BigEndian(Take(8), number);
    }

    public void Boolean(bool? value)
    {
        if (value is not { } flag)
        {
            Null();
            return;
        }
        Int32(1);
        Take(1)[0] = flag ? (byte)1 : (byte)0;
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }
        var start = length;
        Ensure(4 + Encoding.UTF8.GetMaxByteCount(value.Length));
        var count = Encoding.UTF8.GetBytes(value, buffer.AsSpan(start + 4));
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(start), count);
        length = start + 4 + count;
    }

    /// <summary>Raw bytes: a bytea, or a value that is already encoded.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        Raw(value);
    }

    /// <summary>timestamptz: microseconds since 2000.</summary>
    public void Instant(DateTimeOffset? value)
    {
        if (value is not { } instant)
        {
            Null();
            return;
        }
        Bigint((instant.UtcTicks - PostgresEpochTicks) / TimeSpan.TicksPerMicrosecond);
    }

    public void TextArray(string[]? values)
    {
        if (values is null)
            Null();
        else
            Bytes(EncodeTextArray(values));
    }

    /// <summary>The binary form of a text[], to be written many times with <see cref="Bytes"/>.</summary>
    public static byte[] EncodeTextArray(string[] values)
    {
        using var bytes = new MemoryStream();
        Span<byte> number = stackalloc byte[4];
        void Int(Span<byte> scratch, int value)
        {
            BinaryPrimitives.WriteInt32BigEndian(scratch, value);
            bytes.Write(scratch);
        }
        Int(number, values.Length == 0 ? 0 : 1);
        Int(number, 0);
        Int(number, TextOid);
        if (values.Length > 0)
        {
            Int(number, values.Length);
            Int(number, 1);
        }
        foreach (var value in values)
        {
            var text = Encoding.UTF8.GetBytes(value);
            Int(number, text.Length);
            bytes.Write(text);
        }
        return bytes.ToArray();
    }

    /// <summary>Completes the copy. If it is not called, disposing discards all rows.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);
        await FlushAsync(cancellation);
        completed = true;
        await stream.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (completed)
            return;
        completed = true;
        await stream.CancelAsync();
    }

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await stream.WriteAsync(buffer.AsMemory(0, length), cancellation);
        length = 0;
    }

    private void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    private void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int count)
    {
        Ensure(count);
        var span = buffer.AsSpan(length, count);
        length += count;
        return span;
    }

    private void Ensure(int count)
    {
        if (buffer.Length - length < count)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + count));
    }
}
