using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OAuthAttest.Evidence;

/// <summary>
/// Computes the chain: <c>hash = SHA-256("oauthattest-audit-v1" ‖ previous hash ‖ canonical JSON of the entry)</c>.
/// Times have microseconds, PostgreSQL's precision, so that an entry hashes to the same value after it is read back. The database
/// computes the hash when it appends (<c>append_audit_events</c>), this class when the chain is verified.
/// </summary>
public static class AuditChain
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The hash before the first entry: 32 zero bytes.</summary>
    public static ImmutableArray<byte> Genesis { get; } = [.. new byte[32]];

    /// <summary>The expected hash of an entry.</summary>
    public static byte[] Hash(AuditEvent entry)
    {
        var (before, after) = Record(entry.At, entry.Kind, entry.Subject, entry.Actor, entry.Data);
        return SHA256.HashData([
            .. "oauthattest-audit-v1"u8,
            .. entry.PreviousHash,
            .. Encoding.UTF8.GetBytes($"{before}{entry.Sequence}{after}"),
        ]);
    }

    /// <summary>The parts of an entry that can be written before its sequence number is known.</summary>
    internal static PreparedAuditEntry Prepare(DateTimeOffset now, AuditEntry entry)
    {
        var at = TruncateToMicroseconds(now);
        var data = Canonical(writer => WriteValue(writer, entry.Data));
        var (before, after) = Record(at, entry.Kind, entry.Subject, entry.Actor, data);
        return new PreparedAuditEntry(at, entry.Kind, entry.Subject, entry.Actor, data, before, after);
    }

    /// <summary>The canonical JSON of an entry, split where the sequence number is inserted; names are in ordinal order.</summary>
    private static (string Before, string After) Record(DateTimeOffset at, string kind, string subject, string actor, string data)
    {
        var before = Canonical(writer =>
            WriteValue(
                writer,
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["actor"] = actor,
                    ["at"] = at,
                    ["data"] = data,
                    ["kind"] = kind,
                }
            )
        );
        var after = Canonical(writer =>
            WriteValue(writer, new Dictionary<string, object?>(StringComparer.Ordinal) { ["subject"] = subject })
        );
        return ($"{before[..^1]},\"sequence\":", $",{after[1..]}");
    }

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

/// <param name="BeforeSequence">The canonical JSON up to the sequence number.</param>
/// <param name="AfterSequence">The rest.</param>
internal sealed record PreparedAuditEntry(
    DateTimeOffset At,
    string Kind,
    string Subject,
    string Actor,
    string Data,
    string BeforeSequence,
    string AfterSequence
);
