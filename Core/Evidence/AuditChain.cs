using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OAuthAttest.Evidence;

/// <summary>
/// Computes the chain: <c>hash = SHA-256("oauthattest-audit-v1" ‖ previous hash ‖ entry)</c>. The entry is its sequence number and its time
/// (microseconds since 2000-01-01 UTC), each as 8 bytes, and kind, subject, actor and data in UTF-8, each after its length as 4 bytes; all
/// numbers big-endian. The database computes the hash when it appends (<c>append_audit_events</c>), this class when the chain is verified.
/// </summary>
public static class AuditChain
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly long PostgresEpochTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>The hash before the first entry: 32 zero bytes.</summary>
    public static ImmutableArray<byte> Genesis { get; } = [.. new byte[32]];

    /// <summary>The expected hash of an entry.</summary>
    public static byte[] Hash(AuditEvent entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("oauthattest-audit-v1"u8);
        hash.AppendData(entry.PreviousHash);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, entry.Sequence);
        hash.AppendData(number);
        BinaryPrimitives.WriteInt64BigEndian(number, (entry.At.UtcTicks - PostgresEpochTicks) / TimeSpan.TicksPerMicrosecond);
        hash.AppendData(number);
        foreach (var field in (ReadOnlySpan<string>)[entry.Kind, entry.Subject, entry.Actor, entry.Data])
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(number, bytes.Length);
            hash.AppendData(number[..sizeof(int)]);
            hash.AppendData(bytes);
        }
        return hash.GetHashAndReset();
    }

    /// <summary>
    /// An entry as it is stored: the time in PostgreSQL's precision, the data as canonical JSON (names in ordinal order).
    /// </summary>
    internal static PreparedAuditEntry Prepare(DateTimeOffset now, AuditEntry entry) => new(
        TruncateToMicroseconds(now),
        entry.Kind,
        entry.Subject,
        entry.Actor,
        Canonical(writer => WriteValue(writer, entry.Data))
    );

    private static DateTimeOffset TruncateToMicroseconds(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static string Canonical(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
            write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case Enum name: writer.WriteStringValue(name.ToString()); break;
            case DateTimeOffset instant: writer.WriteStringValue(instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'")); break;
            case byte[] bytes: writer.WriteStringValue(Convert.ToHexStringLower(bytes)); break;
            case IReadOnlyDictionary<string, object?> map:
                writer.WriteStartObject();
                foreach (var (name, member) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    WriteValue(writer, member);
                }
                writer.WriteEndObject();
                break;
            case System.Collections.IEnumerable list:
                writer.WriteStartArray();
                foreach (var member in list)
                    WriteValue(writer, member);
                writer.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException(
                    $"Audit data cannot hold a {value.GetType().Name}: use text, whole numbers, booleans, times, bytes, lists or maps."
                );
        }
    }
}

internal sealed record PreparedAuditEntry(DateTimeOffset At, string Kind, string Subject, string Actor, string Data);
