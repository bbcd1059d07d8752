using System.Globalization;
using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations;

/// <summary>The incident's names in outside services, all derived from the consent that opened it.</summary>
public static class IncidentKeys
{
    /// <summary>The dedup key's prefix, before the key of the escalation that opened the incident.</summary>
    internal const string Prefix = "consent:";

    /// <summary>PagerDuty's dedup key.</summary>
    public static string DedupKey(string escalationKey) => Prefix + escalationKey;

    /// <summary>The escalation that opened the incident with this dedup key; null if the key is not one of ours.</summary>
    public static string? EscalationKeyOf(string? dedupKey) =>
        dedupKey is not null
        && dedupKey.StartsWith(Prefix, StringComparison.Ordinal)
        && EscalationKey.IsWellFormed(dedupKey[Prefix.Length..])
            ? dedupKey[Prefix.Length..]
            : null;

    /// <summary>
    /// The dedup key of one of the incident's alerts: the first has the incident's own, a later one a number behind it. PagerDuty notifies
    /// nobody of a trigger with the key of an alert that was acknowledged.
    /// </summary>
    /// <param name="number">From 1.</param>
    public static string AlertKey(string dedupKey, int number) =>
        number <= 1 ? dedupKey : string.Create(CultureInfo.InvariantCulture, $"{dedupKey}:{number}");

    /// <summary>The incident's dedup key and the alert's number; null if the key is not one of ours.</summary>
    public static (string DedupKey, int Number)? AlertOf(string? alertKey)
    {
        if (EscalationKeyOf(alertKey) is not null)
            return (alertKey!, 1);
        var end = alertKey?.LastIndexOf(':') ?? -1;
        return end > 0
            && EscalationKeyOf(alertKey![..end]) is not null
            && int.TryParse(alertKey[(end + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 1
            ? (alertKey[..end], number)
            : null;
    }

    /// <summary>The orchestration that carries out what the incident needs: that of the consent which opened it.</summary>
    public static string InstanceId(string dedupKey) =>
        EscalationKey.InstanceId(EscalationKeyOf(dedupKey) ?? throw new InvalidOperationException($"{dedupKey} is no dedup key of ours."));
}
