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

    /// <summary>The orchestration that carries out what the incident needs: that of the consent which opened it.</summary>
    public static string InstanceId(string dedupKey) =>
        EscalationKey.InstanceId(EscalationKeyOf(dedupKey) ?? throw new InvalidOperationException($"{dedupKey} is no dedup key of ours."));
}
