using System.Globalization;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>
/// The value of a button of one grant: identifiers only. The receiver checks the person, the campaign and the digest against the tables;
/// no value is trusted.
/// </summary>
/// <param name="Participant">The key of the participant who was asked.</param>
/// <param name="Page">The page that the message shows, so that the update shows the same one.</param>
/// <param name="DigestPrefix">The first bytes of the scope digest as shown, lower-case hex.</param>
public sealed record GrantButton(CampaignKey Campaign, string Participant, int Page, long GrantId, string DigestPrefix)
{
    /// <summary>Which scopes were offered to be kept without, lower-case hex; null: it is no button for that.</summary>
    public string? Offer { get; init; }

    public string Encode()
    {
        var whole = string.Create(CultureInfo.InvariantCulture, $"1:{Campaign}:{Participant}:{Page}:{GrantId}:{DigestPrefix}");
        return Offer is null ? whole : $"{whole}:{Offer}";
    }

    public static GrantButton? Decode(string? value)
    {
        var page = PageButton.DecodeParts(value, 6, out var parts) ?? PageButton.DecodeParts(value, 7, out parts);
        return page is not null
            && long.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out var grantId)
            && IsDigest(parts[5]) && (parts.Length == 6 || IsDigest(parts[6]))
            ? new GrantButton(page.Campaign, page.Participant, page.Page, grantId, parts[5]) { Offer = parts.ElementAtOrDefault(6) }
            : null;
    }

    private static bool IsDigest(string text) => text is { Length: > 0 and <= 64 } && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>The value of a button of a page: for turning to it, or for keeping all low-risk apps.</summary>
public sealed record PageButton(CampaignKey Campaign, string Participant, int Page)
{
    private const int LongestKey = 100;

    /// <summary>How many cards a page has; null: as many as the person's pages have so far.</summary>
    public int? CardsPerPage { get; init; }

    public string Encode()
    {
        var whole = string.Create(CultureInfo.InvariantCulture, $"1:{Campaign}:{Participant}:{Page}");
        return CardsPerPage is { } cards ? string.Create(CultureInfo.InvariantCulture, $"{whole}:{cards}") : whole;
    }

    public static PageButton? Decode(string? value)
    {
        if (DecodeParts(value, 4, out _) is { } whole)
            return whole;
        return DecodeParts(value, 5, out var parts) is { } part
            && int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out var cards)
            && cards is >= 1 and <= AttestationRequestView.PageSize
            ? part with { CardsPerPage = cards }
            : null;
    }

    internal static PageButton? DecodeParts(string? value, int count, out string[] parts)
    {
        parts = value?.Split(':') ?? [];
        return parts.Length == count && parts[0] == "1"
            && CampaignKey.TryParse(parts[1], out var campaign)
            && parts[2] is { Length: > 0 and <= LongestKey } participant
            && participant.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            && page >= 1
            ? new PageButton(campaign, participant, page)
            : null;
    }
}

/// <summary>The value of a button of a card of several grants: for opening it, or for answering all of an app's orphans.</summary>
/// <param name="Group">What is opened or answered.</param>
/// <param name="DigestPrefix">The first bytes of the digest of the open grants as shown, lower-case hex; empty for opening.</param>
public sealed record GroupButton(CampaignKey Campaign, string Participant, int Page, OpenedGroup Group, string DigestPrefix)
{
    public string Encode() => string.Create(CultureInfo.InvariantCulture, $"1:{Campaign}:{Participant}:{Page}:{Group}:{DigestPrefix}");

    public static GroupButton? Decode(string? value)
    {
        var page = PageButton.DecodeParts(value, 6, out var parts);
        return page is not null
            && OpenedGroup.Parse(parts[4]) is { } group
            && parts[5] is { Length: <= 64 } digest && digest.All(char.IsAsciiHexDigitLower)
            ? new GroupButton(page.Campaign, page.Participant, page.Page, group, digest)
            : null;
    }
}

/// <summary>The value of Approve and Reject: they decide on exactly the list with this digest.</summary>
public sealed record WorklistButton(CampaignKey Campaign, string Digest)
{
    public string Encode() => $"1:{Campaign}:{Digest}";

    public static WorklistButton? Decode(string? value)
    {
        var parts = value?.Split(':') ?? [];
        return parts.Length == 3 && parts[0] == "1" && CampaignKey.TryParse(parts[1], out var campaign)
            && parts[2] is { Length: >= 8 and <= 128 } digest && digest.All(char.IsAsciiHexDigitLower)
            ? new WorklistButton(campaign, digest)
            : null;
    }
}
