using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.RequestTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The text of one grant. Its list of abilities uses the space it is given; the text says how many do not fit.</summary>
internal sealed class GrantCardText(SlackTemplates texts, GrantCard card, bool isClosed)
{
    private const int MostLines = 6;

    /// <summary>True when the last <see cref="Write"/> left abilities out.</summary>
    public bool LeftOut { get; private set; }

    /// <param name="room">The number of characters for the list of abilities.</param>
    public string Write(int room)
    {
        var lines = new List<string?>
        {
            texts.Say(
                AppTitle,
                TextValue.Of("number", card.Number),
                Name("app", card.AppName, AppUnnamed),
                TextValue.Of("provider", ProviderTitle),
                TextValue.Rendered("risk", Risk(texts, card.Risk))
            ),
            texts.Say(PublisherSlot, Name("publisher", card.Publisher, PublisherUnnamed)),
            card.AskedAgain ? texts.Say(AskedAgain) : null,
            AbilitiesWithin(room),
            texts.Say(Facts, Date("granted", card.GrantedAt), Date("used", card.LastUsedAt)),
            card.Account is null ? null : texts.Say(Account, TextValue.Of("account", card.Account)),
            DriftLine(),
            ConsentLine(),
            OwnershipLine(),
            AnswerLine(),
        };
        return string.Join('\n', lines.Where(line => line is not null));
    }

    public static string Risk(SlackTemplates texts, Risk risk) => texts.Say(risk switch
    {
        Grants.Risk.Low => RiskLow,
        Grants.Risk.Medium => RiskMedium,
        Grants.Risk.High => RiskHigh,
        _ => RiskCritical,
    });

    /// <summary>One ability as a line.</summary>
    public static string Line(SlackTemplates texts, ScopeLine ability) =>
        texts.Say(ability.Risk >= Grants.Risk.High ? AbilityLineHigh : AbilityLine, TextValue.Of("ability", ability.Sentence));

    private string ProviderTitle => card.Provider.ToString() switch
    {
        "entra" => "Microsoft",
        "google" => "Google",
        "okta" => "Okta",
        "github" => "GitHub",
        "slack" => "Slack",
        var other => other,
    };

    private TextSlot PublisherSlot => card.PublisherVerified switch
    {
        true => PublisherVerified,
        false => PublisherUnverified,
        null => PublisherUnknown,
    };

    private TextValue Name(string placeholder, string? name, TextSlot unnamed) =>
        SlackText.Plain(name, 1000).Length == 0 ? TextValue.Rendered(placeholder, texts.Say(unnamed)) : TextValue.Of(placeholder, name);

    private TextValue Date(string placeholder, DateTimeOffset? instant) =>
        instant is { } known ? TextValue.Of(placeholder, known, withTime: false) : TextValue.Rendered(placeholder, texts.Say(Unknown));

    private string AbilitiesWithin(int room)
    {
        LeftOut = false;
        if (card.Abilities.Count == 0)
            return texts.Say(NoAbilities);
        var list = new StringBuilder(texts.Say(Abilities));
        var left = room;
        var shown = 0;
        // Nobody reads forty lines per card, so the list is limited; a button shows all abilities.
        var most = card.Abilities.Count <= MostLines + 1 ? card.Abilities.Count : MostLines;
        foreach (var ability in card.Abilities.Take(most))
        {
            var line = '\n' + Line(texts, ability);
            if (line.Length > left)
                break;
            list.Append(line);
            left -= line.Length;
            shown++;
        }
        if (shown < card.Abilities.Count)
        {
            LeftOut = true;
            var rest = card.Abilities.Skip(shown);
            list.Append('\n')
                .Append(
                    texts.Say(
                        MoreAbilities,
                        TextValue.Of("more", card.Abilities.Count - shown),
                        TextValue.Of("high", rest.Count(ability => ability.Risk >= Grants.Risk.High))
                    )
                );
        }
        return list.ToString();
    }

    private string? DriftLine() => card.Drift switch
    {
        Drift.New => texts.Say(DriftNew),
        Drift.Unchanged => texts.Say(DriftUnchanged),
        Drift.ScopesGrown => texts.Say(DriftGrown),
        Drift.KeptLastTime => texts.Say(DriftKept),
        _ => null,
    };

    private string? ConsentLine() => card.ConsentType switch
    {
        ConsentType.Tenant => texts.Say(ConsentTenant),
        ConsentType.Application => texts.Say(ConsentApplication),
        _ => null,
    };

    private string? OwnershipLine() => card.Ownership switch
    {
        Ownership.Orphan => texts.Say(OwnershipOrphan, Name("owner", card.OriginalOwner, Unknown)),
        Ownership.TenantWide => texts.Say(OwnershipTenantWide),
        Ownership.Service => texts.Say(OwnershipService),
        _ => null,
    };

    private string? AnswerLine()
    {
        TextSlot? slot = card.Answer switch
        {
            Answer.Keep => AnsweredKeep,
            Answer.Remove => AnsweredRemove,
            Answer.NotMine => AnsweredNotMine,
            _ => null,
        };
        if (slot is null)
            return isClosed ? texts.Say(NotAnswered) : null;
        var when = card.AnsweredAt is { } at ? TextValue.Of("when", at, withTime: true) : TextValue.Rendered("when", texts.Say(Unknown));
        var line = texts.Say(slot, when);
        return string.IsNullOrWhiteSpace(card.Reason) ? line : line + '\n' + texts.Say(Reason, TextValue.Of("reason", card.Reason));
    }
}
