using System.Globalization;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The value of a button of one item of a worklist. Who clicks and what is so is checked against the tables.</summary>
/// <param name="Notice">The message's number, so that it is updated: <see cref="NoticeButton"/>; 0: it is not updated.</param>
public sealed record ItemButton(CampaignKey Campaign, long GrantId, long Notice)
{
    public string Encode() => string.Create(CultureInfo.InvariantCulture, $"1:{Campaign}:{GrantId}:{Notice}");

    public static ItemButton? Decode(string? value)
    {
        var parts = value?.Split(':') ?? [];
        return parts.Length == 4 && parts[0] == "1" && CampaignKey.TryParse(parts[1], out var campaign)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var grant)
            && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var notice)
            ? new ItemButton(campaign, grant, notice)
            : null;
    }
}

/// <summary>The value of Pause and Resume: they stop and resume all revoking, for the lead and the approvers of this campaign.</summary>
/// <param name="Notice">When the message's items were put together, in milliseconds since 1970; 0: the message is not such a one.</param>
public sealed record NoticeButton(CampaignKey Campaign, long Notice)
{
    public string Encode() => string.Create(CultureInfo.InvariantCulture, $"1:{Campaign}:{Notice}");

    public static NoticeButton? Decode(string? value)
    {
        var parts = value?.Split(':') ?? [];
        return parts.Length == 3 && parts[0] == "1" && CampaignKey.TryParse(parts[1], out var campaign)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var notice)
            ? new NoticeButton(campaign, notice)
            : null;
    }
}
