using System.Net;

namespace OAuthAttest.ScopeAudits;

/// <summary>
/// Which changes an audit is about; what is null lets everything through. A filter narrows what is said, and the report tells it.
/// </summary>
public sealed record AuditFilter
{
    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public IReadOnlyList<Mfa> Mfa { get; init; } = [];

    /// <summary>Part of one of the actor's names, in any case.</summary>
    public string? Principal { get; init; }

    public IReadOnlyList<IPNetwork> Addresses { get; init; } = [];

    public IReadOnlyList<string> Accounts { get; init; } = [];

    public IReadOnlyList<string> Regions { get; init; } = [];

    public IReadOnlyList<string> EventNames { get; init; } = [];

    /// <summary>Only calls that failed (true), only those that succeeded (false).</summary>
    public bool? HasError { get; init; }

    public bool IsEmpty =>
        (Since, Until, Principal, HasError) is (null, null, null, null)
        && Mfa.Count + Addresses.Count + Accounts.Count + Regions.Count + EventNames.Count == 0;

    public bool Lets(ScopeChange change) =>
        !(change.At < Since)
        && !(change.At >= Until)
        && (Mfa.Count == 0 || Mfa.Contains(change.Mfa.Value))
        && (Principal is null || change.Actor.Names.Any(name => name.Contains(Principal, StringComparison.OrdinalIgnoreCase)))
        && (Addresses.Count == 0 || IsFromAddress(change.SourceAddress))
        && (Accounts.Count == 0 || Accounts.Contains(change.Account, StringComparer.Ordinal))
        && (Regions.Count == 0 || Regions.Contains(change.Region, StringComparer.Ordinal))
        && (EventNames.Count == 0 || EventNames.Contains(change.EventName, StringComparer.Ordinal))
        && (HasError is not { } failed || failed == (change.ErrorCode is not null));

    private bool IsFromAddress(string? text) =>
        IPAddress.TryParse(text, out var address)
        && (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) is var plain
        && Addresses.Any(network => network.Contains(plain));
}
