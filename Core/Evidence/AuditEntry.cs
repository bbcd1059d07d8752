namespace OAuthAttest.Evidence;

/// <summary>The caller's description of a state change; <see cref="AuditLog"/> assigns its place in the chain.</summary>
/// <param name="Kind">What happened, e.g. <c>campaign.opened</c>.</param>
/// <param name="Subject">What it happened to.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Data">Facts, serialised as canonical JSON. No secrets, no tokens.</param>
public sealed record AuditEntry(string Kind, string Subject, string Actor, IReadOnlyDictionary<string, object?> Data);
