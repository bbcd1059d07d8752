using System.Buffers.Binary;
using System.Text;

namespace OAuthAttest.Local.Durable.History;

/// <summary>Writes the engine's binary form into a buffer that each thread reuses.</summary>
internal sealed class ByteWriter
{
    private const int LargestKeptBuffer = 1 << 20;

    [ThreadStatic]
    private static ByteWriter? cached;

    private byte[] buffer = new byte[1024];
    private int length;

    public static ByteWriter Rent()
    {
        var writer = cached ?? new ByteWriter();
        cached = null;
        writer.length = 0;
        return writer;
    }

    /// <summary>Copies what was written and gives the buffer back.</summary>
    public byte[] Finish()
    {
        var bytes = buffer.AsSpan(0, length).ToArray();
        if (buffer.Length <= LargestKeptBuffer)
        {
            cached = this;
        }

        return bytes;
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    /// <summary>A number from 0 up, seven bits a byte.</summary>
    public void Number(int value)
    {
        for (var left = (uint)value; ; left >>= 7)
        {
            if (left < 0x80)
            {
                Byte((byte)left);
                return;
            }

            Byte((byte)(left | 0x80));
        }
    }

    public void Text(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Number(count);
        Encoding.UTF8.GetBytes(value, Take(count));
    }

    public void OptionalText(string? value)
    {
        Byte(value is null ? (byte)0 : (byte)1);
        if (value is not null)
        {
            Text(value);
        }
    }

    private Span<byte> Take(int count)
    {
        if (buffer.Length - length < count)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + count));
        }

        length += count;
        return buffer.AsSpan(length - count, count);
    }
}
