using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Escalations.Consents;

/// <summary>
/// The id of an escalation: <c>source-event</c>, of letters, digits, hyphens and underscores, at most 80 characters, so that
/// <c>escalation-{key}</c> is a legal instance id on every storage provider. Derived from the event, so that a retry gets the same id.
/// </summary>
public static class EscalationKey
{
    public const int MaxLength = 80;
    private const int LongestPlain = 60;

    public static string Of(ConsentSource source, string eventKey) =>
        eventKey.Length <= LongestPlain && eventKey.All(IsLegal)
            ? $"{source.Slug()}-{eventKey}"
            : $"{source.Slug()}-{Readable(eventKey)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(eventKey)))[..16]}";

    public static bool IsWellFormed(string? text) => text is { Length: > 0 and <= MaxLength } && text.All(IsLegal);

    /// <summary>The instance id of the orchestration.</summary>
    public static string InstanceId(string key) => $"escalation-{key}";

    private static string Readable(string eventKey) => string.Concat(eventKey.Where(IsLegal).Take(40));

    private static bool IsLegal(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
