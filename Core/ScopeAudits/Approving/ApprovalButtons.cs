using System.Globalization;

namespace OAuthAttest.ScopeAudits.Approving;

/// <summary>The value of a button of one change. Who clicks and what is so is checked against the tables.</summary>
public sealed record ChangeButton(long ChangeId)
{
    public string Encode() => ButtonValue.Encode(ChangeId);

    public static ChangeButton? Decode(string? value) => ButtonValue.Decode(value) is { } id ? new ChangeButton(id) : null;
}

/// <summary>The value of Approve and Decline. What was proposed never changes, so its number says what was shown.</summary>
public sealed record ProposalButton(long ProposalId)
{
    public string Encode() => ButtonValue.Encode(ProposalId);

    public static ProposalButton? Decode(string? value) => ButtonValue.Decode(value) is { } id ? new ProposalButton(id) : null;
}

internal static class ButtonValue
{
    private const string Version = "1:";

    public static string Encode(long id) => string.Create(CultureInfo.InvariantCulture, $"{Version}{id}");

    public static long? Decode(string? value) =>
        value is not null && value.StartsWith(Version, StringComparison.Ordinal)
        && long.TryParse(value.AsSpan(Version.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
}
