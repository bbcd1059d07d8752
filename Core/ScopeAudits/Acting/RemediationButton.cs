using System.Globalization;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>The value of a plan's buttons: what was shown, by its digest.</summary>
public sealed record RemediationButton(long Id, string Digest)
{
    public string Encode() => string.Create(CultureInfo.InvariantCulture, $"1:{Id}:{Digest}");

    public static RemediationButton? Decode(string? value)
    {
        var parts = value?.Split(':') ?? [];
        return parts.Length == 3 && parts[0] == "1"
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && parts[2].Length == 64 && parts[2].All(char.IsAsciiHexDigitLower)
            ? new RemediationButton(id, parts[2])
            : null;
    }
}

/// <summary>The value of a change's buttons: what is to be planned.</summary>
public sealed record PlanButton(long ChangeId, RemediationKind Kind)
{
    public string Encode() => string.Create(CultureInfo.InvariantCulture, $"1:{ChangeId}:{Kind}");

    public static PlanButton? Decode(string? value)
    {
        var parts = value?.Split(':') ?? [];
        return parts.Length == 3 && parts[0] == "1"
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && Enum.TryParse<RemediationKind>(parts[2], out var kind) && Enum.IsDefined(kind) && kind.ToString() == parts[2]
            ? new PlanButton(id, kind)
            : null;
    }
}
