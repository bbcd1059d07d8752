using System.Globalization;
using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Messages;

/// <summary>The value of an incident's button: identifiers only, checked against the tables before anything is done.</summary>
/// <param name="IncidentId">The incident's row.</param>
/// <param name="Opener">The escalation that opened it.</param>
public sealed record IncidentButton(long IncidentId, string Opener)
{
    public string Encode() => string.Create(CultureInfo.InvariantCulture, $"1:{IncidentId}:{Opener}");

    public static IncidentButton? Decode(string? value)
    {
        var parts = value?.Split(':') ?? [];
        return parts.Length == 3 && parts[0] == "1"
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && EscalationKey.IsWellFormed(parts[2])
            ? new IncidentButton(id, parts[2])
            : null;
    }
}
