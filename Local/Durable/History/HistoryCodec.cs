using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OAuthAttest.Local.Durable.History;

/// <summary>
/// The stored form of history events: compact and without reflection, because every turn writes some. The first byte is the
/// format's version; a property that is not set costs one bit.
/// </summary>
internal static class HistoryCodec
{
    private const byte Version = 1;

    [Flags]
    private enum Parts : ushort
    {
        None = 0,
        TaskId = 1,
        Name = 2,
        Input = 4,
        Result = 8,
        Failure = 16,
        FireAt = 32,
        InstanceId = 64,
        Status = 128,
    }

    public static byte[] Encode(IReadOnlyList<HistoryEvent> events)
    {
        var writer = ByteWriter.Rent();
        writer.Byte(Version);
        writer.Number(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            Write(writer, events[i]);
        }

        return writer.Finish();
    }

    public static void Decode(ReadOnlySpan<byte> bytes, List<HistoryEvent> into)
    {
        var reader = new ByteReader(bytes);
        RequireVersion(ref reader);
        for (var left = reader.Number(); left > 0; left--)
        {
            into.Add(Read(ref reader));
        }
    }

    public static byte[]? EncodeFailure(TaskFailureDetails? failure)
    {
        if (failure is null)
        {
            return null;
        }

        var writer = ByteWriter.Rent();
        writer.Byte(Version);
        WriteFailure(writer, failure);
        return writer.Finish();
    }

    public static TaskFailureDetails? DecodeFailure(byte[]? bytes)
    {
        if (bytes is null)
        {
            return null;
        }

        var reader = new ByteReader(bytes);
        RequireVersion(ref reader);
        return ReadFailure(ref reader);
    }

    public static void RequireVersion(ref ByteReader reader)
    {
        if (reader.Byte() is var version && version != Version)
        {
            throw new InvalidDataException($"The durable history was written in format {version}; this engine reads format {Version}.");
        }
    }

    public static void Write(ByteWriter writer, HistoryEvent e)
    {
        var parts = PartsOf(e);
        writer.Byte((byte)e.Type);
        writer.UInt16((ushort)parts);
        writer.Int64(e.Timestamp.Ticks);
        if (parts.HasFlag(Parts.TaskId))
        {
            writer.Number(e.TaskId);
        }

        WriteIfSet(writer, e.Name);
        WriteIfSet(writer, e.Input);
        WriteIfSet(writer, e.Result);
        if (e.Failure is not null)
        {
            WriteFailure(writer, e.Failure);
        }

        if (e.FireAt is { } fireAt)
        {
            writer.Int64(fireAt.Ticks);
        }

        WriteIfSet(writer, e.InstanceId);
        if (e.Status is { } status)
        {
            writer.Byte((byte)status);
        }
    }

    public static HistoryEvent Read(ref ByteReader reader)
    {
        var type = (HistoryEventType)reader.Byte();
        var parts = (Parts)reader.UInt16();
        var timestamp = new DateTime(reader.Int64(), DateTimeKind.Utc);
        return new HistoryEvent(type, timestamp)
        {
            TaskId = parts.HasFlag(Parts.TaskId) ? reader.Number() : -1,
            Name = parts.HasFlag(Parts.Name) ? reader.Text() : null,
            Input = parts.HasFlag(Parts.Input) ? reader.Text() : null,
            Result = parts.HasFlag(Parts.Result) ? reader.Text() : null,
            Failure = parts.HasFlag(Parts.Failure) ? ReadFailure(ref reader) : null,
            FireAt = parts.HasFlag(Parts.FireAt) ? new DateTime(reader.Int64(), DateTimeKind.Utc) : null,
            InstanceId = parts.HasFlag(Parts.InstanceId) ? reader.Text() : null,
            Status = parts.HasFlag(Parts.Status) ? (OrchestrationRuntimeStatus)reader.Byte() : null,
        };
    }

    private static Parts PartsOf(HistoryEvent e) =>
        (e.TaskId >= 0 ? Parts.TaskId : Parts.None)
        | (e.Name is not null ? Parts.Name : Parts.None)
        | (e.Input is not null ? Parts.Input : Parts.None)
        | (e.Result is not null ? Parts.Result : Parts.None)
        | (e.Failure is not null ? Parts.Failure : Parts.None)
        | (e.FireAt is not null ? Parts.FireAt : Parts.None)
        | (e.InstanceId is not null ? Parts.InstanceId : Parts.None)
        | (e.Status is not null ? Parts.Status : Parts.None);

    private static void WriteIfSet(ByteWriter writer, string? text)
    {
        if (text is not null)
        {
            writer.Text(text);
        }
    }

    private static void WriteFailure(ByteWriter writer, TaskFailureDetails failure)
    {
        writer.Text(failure.ErrorType);
        writer.Text(failure.ErrorMessage);
        writer.OptionalText(failure.StackTrace);
        writer.Byte(failure.InnerFailure is null ? (byte)0 : (byte)1);
        if (failure.InnerFailure is { } inner)
        {
            WriteFailure(writer, inner);
        }
    }

    private static TaskFailureDetails ReadFailure(ref ByteReader reader) => new(
        reader.Text(),
        reader.Text(),
        reader.OptionalText(),
        reader.Byte() == 1 ? ReadFailure(ref reader) : null,
        Properties: null);
}
