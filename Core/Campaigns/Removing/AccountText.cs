using OAuthAttest.Grants;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>Whose grant it is, in a message to the lead.</summary>
internal static class AccountText
{
    public static TextValue Of(SlackTemplates texts, ConsentType type, string? person) => type switch
    {
        ConsentType.Tenant => TextValue.Rendered("account", texts.Say(LeadTexts.ForEverybody)),
        ConsentType.Application => TextValue.Rendered("account", texts.Say(LeadTexts.OfTheApp)),
        _ when person is not null => TextValue.Of("account", person),
        _ => TextValue.Rendered("account", texts.Say(LeadTexts.OfNobody)),
    };
}
