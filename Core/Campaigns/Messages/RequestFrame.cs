using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.RequestTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>What stands around the cards of a question: who asks, what the answers mean, how far the person is.</summary>
internal sealed class RequestFrame(SlackTemplates texts, AttestationRequestView view)
{
    public string Header()
    {
        var campaign = TextValue.Of("campaign", view.Campaign.ToString());
        return view.OnBehalfOf is null
            ? texts.Say(Title, campaign)
            : texts.Say(TitleOnBehalf, campaign, TextValue.Of("owner", view.OnBehalfOf));
    }

    public string Intro()
    {
        if (view.IsCancelled)
            return texts.Say(IntroCancelled);
        if (view.IsClosed)
            return texts.Say(IntroClosed, Deadline);
        TextValue[] values =
        [
            AskedBy,
            TextValue.Of("why", view.Why),
            Deadline,
            TextValue.Of("count", view.GrantCount),
            TextValue.Rendered("silence", RequestMessage.Silence(texts, view.Silence, view.OnBehalfOf is not null)),
            TextValue.Of("owner", view.OnBehalfOf),
        ];
        var intro = texts.Say(view.OnBehalfOf is null ? RequestTexts.Intro : IntroOnBehalf, values);
        var greeting = SlackText.Plain(view.RecipientName, 200).Length == 0
            ? null
            : texts.Say(Greeting, TextValue.Of("name", view.RecipientName));
        return CardLines.Join(
            '\n',
            greeting,
            intro,
            texts.Say(AnswersExplained, Deadline),
            view.Cards.Any(card => card.Offer is not null) ? texts.Say(WithoutExplained) : null,
            texts.Say(RequestTexts.Help, TextValue.Of("help", string.IsNullOrWhiteSpace(view.Help) ? view.AskedBy : view.Help))
        );
    }

    public string Progress()
    {
        TextValue[] pages = [TextValue.Of("page", view.Page), TextValue.Of("pages", view.PageCount)];
        var answers = view.Opened switch
        {
            AppCard app => app.Answers,
            LowRiskCard low => low.Answers,
            _ => null,
        };
        if (answers is null)
        {
            var (count, open) = (TextValue.Of("count", view.GrantCount), TextValue.Of("open", view.OpenCount));
            return texts.Say(RequestTexts.Progress, [.. pages, count, open]);
        }
        var name = view.Opened is AppCard opened
            ? new CardLines(texts).Name("app", opened.AppName, AppUnnamed)
            : TextValue.Rendered("app", texts.Say(LowRiskHeading));
        return texts.Say(ProgressOpened, [.. pages, name, TextValue.Of("count", answers.Grants), TextValue.Of("open", answers.Open)]);
    }

    public string Footer()
    {
        if (view.IsCancelled)
            return texts.Say(FooterCancelled);
        if (view.IsClosed)
            return texts.Say(FooterClosed);
        return view.OpenCount == 0
            ? texts.Say(FooterDone, Deadline)
            : texts.Say(FooterOpen, TextValue.Of("open", view.OpenCount), Deadline);
    }

    /// <summary>The notification's text, which must be true when it is read: also after the end.</summary>
    public string Fallback()
    {
        if (view.IsCancelled)
            return texts.Say(FallbackCancelled, TextValue.Of("campaign", view.Campaign.ToString()));
        if (view.IsClosed)
            return texts.Say(FallbackClosed, TextValue.Of("campaign", view.Campaign.ToString()));
        TextValue[] values =
        [
            TextValue.Of("name", view.RecipientName),
            AskedBy,
            TextValue.Of("count", view.GrantCount),
            TextValue.Of("open", view.OpenCount),
            Deadline,
        ];
        return texts.Say(view.OpenCount == 0 ? FallbackDone : RequestTexts.Fallback, values);
    }

    private TextValue Deadline => TextValue.Of("deadline", view.ClosesAt, withTime: true);

    private TextValue AskedBy => TextValue.Of("askedBy", Capitalized(view.AskedBy));

    // Capitalized, because "the security team" starts a sentence here.
    private static string Capitalized(string text) => text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}
