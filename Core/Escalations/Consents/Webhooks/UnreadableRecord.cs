using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>A record of a delivery that could not be read. It repeats no value of the record.</summary>
/// <param name="Position">Where it is in the body, such as <c>records[3]</c> or <c>line 2</c>.</param>
/// <param name="Problem">A sentence without its full stop: the field and what is wrong with it.</param>
/// <param name="Digest">SHA-256 of the record, in hexadecimal: to recognise it when it comes again.</param>
/// <param name="Shape">Its names and kinds of values, without the values.</param>
public sealed record UnreadableRecord(string Position, string Problem, string Digest, string Shape)
{
    internal static UnreadableRecord Of(string position, WebhookRefusal refusal, ReadOnlySpan<byte> record, string shape) =>
        new(
            position.Length == 0 ? "body" : position,
            $"{refusal.Field} {refusal.Problem}",
            Convert.ToHexStringLower(SHA256.HashData(record)),
            shape);

    /// <summary>Where nothing is known but what is wrong.</summary>
    internal static UnreadableRecord Of(WebhookRefusal refusal) =>
        Of(refusal.Field, refusal, Encoding.UTF8.GetBytes($"{refusal.Field} {refusal.Problem}"), "");
}
