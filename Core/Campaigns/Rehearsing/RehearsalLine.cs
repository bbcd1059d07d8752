using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Slack;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>A rendered message as one line of JSON: the recipient, the page, and the text and blocks that Slack would get.</summary>
public static class RehearsalLine
{
    public static string Of(AttestationRequestView page, SlackMessage message) => new JObject
    {
        ["participant"] = page.ParticipantKey,
        ["recipient"] = page.RecipientName,
        ["page"] = page.Page,
        ["pageCount"] = page.PageCount,
        ["text"] = message.Text,
        ["blocks"] = new JRaw(SlackNetStandard.Json(message.Blocks)),
    }.ToString(Formatting.None);
}
