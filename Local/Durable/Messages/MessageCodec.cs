using OAuthAttest.Local.Durable.History;

namespace OAuthAttest.Local.Durable.Messages;

/// <summary>The stored form of a message between instances.</summary>
internal static class MessageCodec
{
    private const byte Version = 1;

    public static byte[] Encode(Message message)
    {
        var writer = ByteWriter.Rent();
        writer.Byte(Version);
        writer.Byte((byte)message.Kind);
        writer.Int64(message.Key);
        writer.Number(message.Execution);
        writer.Byte(message.Recursive ? (byte)1 : (byte)0);
        writer.Byte(message.Parent is null ? (byte)0 : (byte)1);
        if (message.Parent is { } parent)
        {
            writer.Text(parent.Name);
            writer.Text(parent.InstanceId);
            writer.Int64(parent.Key);
            writer.Number(parent.Execution);
            writer.Number(parent.TaskId);
        }

        HistoryCodec.Write(writer, message.Event ?? throw new InvalidOperationException($"A {message.Kind} message is not stored."));
        return writer.Finish();
    }

    public static Message Decode(ReadOnlySpan<byte> bytes, long inboxRow)
    {
        var reader = new ByteReader(bytes);
        HistoryCodec.RequireVersion(ref reader);
        return new Message
        {
            Kind = (MessageKind)reader.Byte(),
            Key = reader.Int64(),
            Execution = reader.Number(),
            Recursive = reader.Byte() == 1,
            Parent = reader.Byte() == 1
                ? new ParentLink(reader.Text(), reader.Text(), reader.Int64(), reader.Number(), reader.Number())
                : null,
            Event = HistoryCodec.Read(ref reader),
            InboxRow = inboxRow,
        };
    }
}
