using System.Globalization;
using System.Text;
using System.Text.Json;
using OAuthAttest.Escalations.Consents.Authentication;

namespace OAuthAttest.Bench.Consents;

/// <summary>Signed deliveries as the bytes that are sent, made before the measurement starts.</summary>
internal sealed class Deliveries(string secret)
{
    private int made;

    public int Made => made;

    /// <summary>Consents of people who are in no roster, to an app with a high scope: they are evaluated, and nobody is paged.</summary>
    public byte[][] OfStandardUsers(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Next(person: "employee", app: "5f0a8f0e-6c2a-4c37-9b3c-6f3c7a1b2c3d").Bytes)];

    /// <summary>One consent.</summary>
    /// <returns>Its event's key and the request.</returns>
    public (string Id, byte[] Bytes) Next(string person, string app)
    {
        var id = $"event-{Interlocked.Increment(ref made)}";
        var now = TimeProvider.System.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            provider = "entra",
            occurredAt = now,
            person = new { id = $"account-{person}", email = $"{person}@bench.example" },
            app = new { clientId = app, name = "Mail Merge Pro", publisher = "Unknown Ltd", publisherVerified = false },
            scopes = (string[])["Mail.ReadWrite", "offline_access"],
            consentType = "principal",
            adminConsent = false,
            tenant = "bench.example",
            ip = "203.0.113.7",
            userAgent = "Mozilla/5.0",
        });
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var head = string.Join("\r\n", [
            "POST /api/consents/standard HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            $"Content-Length: {body.Length}",
            $"{StandardWebhookSignature.IdHeader}: {id}",
            $"{StandardWebhookSignature.TimestampHeader}: {timestamp}",
            $"{StandardWebhookSignature.SignatureHeader}: {StandardWebhookSignature.Sign(secret, id, timestamp, body)}",
            "", ""]);
        return (id, [.. Encoding.ASCII.GetBytes(head), .. body]);
    }
}
