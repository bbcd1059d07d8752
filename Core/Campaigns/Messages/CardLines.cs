using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.RequestTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The lines that several kinds of cards have.</summary>
internal sealed class CardLines(SlackTemplates texts)
{
    /// <summary>Between the parts of one line.</summary>
    public const string Dot = " · ";

    // A card is read at a glance; a button shows all abilities.
    private const int MostAbilities = 3;

    /// <summary>The parts that are there.</summary>
    public static string Join(string separator, params IEnumerable<string?> parts) =>
        string.Join(separator, parts.Where(part => !string.IsNullOrEmpty(part)));

    public static string Join(char separator, params IEnumerable<string?> parts) => Join(separator.ToString(), parts);

    public static string Risk(SlackTemplates texts, Risk risk) => texts.Say(risk switch
    {
        Grants.Risk.Low => RiskLow,
        Grants.Risk.Medium => RiskMedium,
        Grants.Risk.High => RiskHigh,
        _ => RiskCritical,
    });

    /// <summary>One ability as a line of a list.</summary>
    public static string Line(SlackTemplates texts, ScopeLine ability) =>
        texts.Say(ability.Risk >= Grants.Risk.High ? AbilityLineHigh : AbilityLine, TextValue.Of("ability", ability.Sentence));

    /// <summary>Abilities in one line, for a text that is cut where it is too long: what they are, the riskiest first.</summary>
    public static string Named(IReadOnlyList<ScopeLine> abilities)
    {
        var count = abilities.Count > 1 ? $"({abilities.Count}) " : "";
        return count + string.Join("; ", abilities.Select(ability => ability.Sentence.TrimEnd('.')));
    }

    public string Title(int number, string app, ProviderName provider, Risk risk) =>
        texts.Say(
            AppTitle,
            TextValue.Of("number", number),
            Name("app", app, AppUnnamed),
            TextValue.Of("provider", ProviderTitle(provider)),
            TextValue.Rendered("risk", Risk(texts, risk))
        );

    public string Publisher(string? name, bool? verified) =>
        texts.Say(
            verified switch
            {
                true => PublisherVerified,
                false => PublisherUnverified,
                null => PublisherUnknown,
            },
            Name("publisher", name, PublisherUnnamed)
        );

    public TextValue Name(string placeholder, string? name, TextSlot unnamed) =>
        SlackText.Plain(name, 1000).Length == 0 ? TextValue.Rendered(placeholder, texts.Say(unnamed)) : TextValue.Of(placeholder, name);

    /// <summary>What an app can do, in one line of about <paramref name="room"/> characters.</summary>
    public string Abilities(IReadOnlyList<ScopeLine> abilities, int room, out bool leftOut)
    {
        leftOut = false;
        if (abilities.Count == 0)
            return texts.Say(NoAbilities);
        var line = new StringBuilder(texts.Say(RequestTexts.Abilities));
        var shown = 0;
        foreach (var ability in abilities.Take(MostAbilities))
        {
            var slot = ability.Risk >= Grants.Risk.High ? AbilityHigh : Ability;
            var text = ' ' + texts.Say(slot, TextValue.Of("ability", ability.Sentence));
            if (text.Length > room)
                break;
            line.Append(text);
            room -= text.Length;
            shown++;
        }
        if (shown < abilities.Count)
        {
            leftOut = true;
            var high = abilities.Skip(shown).Count(ability => ability.Risk >= Grants.Risk.High);
            line.Append(' ').Append(
                texts.Say(
                    high == 0 ? MoreAbilitiesLow : MoreAbilities,
                    TextValue.Of("more", abilities.Count - shown),
                    TextValue.Of("high", high)
                )
            );
        }
        return line.ToString();
    }

    internal static string ProviderTitle(ProviderName provider) => provider.ToString() switch
    {
        "entra" => "Microsoft",
        "google" => "Google",
        "okta" => "Okta",
        "github" => "GitHub",
        "slack" => "Slack",
        var other => other,
    };
}
