using OAuthAttest.Slack.Text;
using static OAuthAttest.Campaigns.Messages.RequestTexts;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>
/// Computes the maximum length of a full page of the question without its lists of abilities. As long as that fits, any page fits: the
/// lists are shortened to the remaining space, and the text says how many abilities were left out.
/// </summary>
internal static class TextBudget
{
    /// <summary>
    /// Slack refuses a message with msg_blocks_too_long near 13,000 characters in total (github.com/slackapi/bolt-js/issues/2509). Well
    /// below it, because what exactly it counts is not documented.
    /// </summary>
    public const int Message = 11_000;

    // For line breaks and accessibility labels.
    private const int CardOverhead = 40;

    public static void Check(Func<TextSlot, int> worstLength, List<string> problems)
    {
        var page = Frame(worstLength) + (AttestationRequestView.PageSize * Card(worstLength));
        if (page > Message)
            problems.Add($"{FileName}: its texts are too long together: a full page can grow to {page} characters, and {Message} fit");
    }

    private static int Card(Func<TextSlot, int> length)
    {
        int Longest(params ReadOnlySpan<TextSlot> slots)
        {
            var longest = 0;
            foreach (var slot in slots)
                longest = Math.Max(longest, length(slot));
            return longest;
        }

        var publisher = Longest(PublisherVerified, PublisherUnverified, PublisherUnknown);
        var abilities = length(Abilities) + Longest(MoreAbilities, MoreAbilitiesLow, NoAbilities);
        var open = length(ButtonKeepWithout) + length(ButtonRemove) + length(ButtonNotMine) + Longest(ButtonKeep, ButtonKeepReason)
            + length(NotAnswered)
            + Math.Max(length(AskedAgain), Longest(DriftNew, DriftUnchanged, DriftGrown, DriftKept))
            + Longest(ConsentTenant, ConsentApplication) + Longest(OwnershipOrphan, OwnershipTenantWide, OwnershipService);
        var answered = Math.Max(Longest(AnsweredKeep, AnsweredRemove, AnsweredNotMine) + length(Reason), length(AnsweredKeepWithout))
            + length(ButtonChange);
        var grant = length(AppTitle) + publisher + length(Facts) + length(Account) + abilities + length(ButtonDetails)
            + Math.Max(open, answered);
        var app = length(AppTitle) + publisher + abilities + length(OrphanGroupLine) + length(GroupAnswersLine)
            + Math.Max(length(ButtonKeepApp) + length(ButtonRemoveApp), length(ButtonChangeApp)) + length(ButtonSeeEach);
        var low = length(LowRiskTitle) + length(MoreNames) + length(LowRiskWhy) + length(GroupAnswersLine) + length(ButtonSeeEach);
        return CardOverhead + Math.Max(grant, Math.Max(app, low));
    }

    private static int Frame(Func<TextSlot, int> length) =>
        Math.Max(length(Title), length(TitleOnBehalf))
        + length(Greeting)
        + Math.Max(
            Math.Max(length(Intro), length(IntroOnBehalf)) + length(AnswersExplained) + length(WithoutExplained) + length(Help),
            length(IntroClosed))
        + Math.Max(length(Progress), length(ProgressOpened))
        + length(ButtonBack)
        + length(ButtonKeepAll)
        + length(ButtonPrevious)
        + length(ButtonNext)
        + length(ConfirmKeepAllTitle)
        + length(ConfirmKeepAllText)
        + length(ConfirmKeepAllYes)
        + length(ConfirmKeepAllNo)
        + Math.Max(length(FooterOpen), Math.Max(length(FooterDone), Math.Max(length(FooterClosed), length(FooterCancelled))));
}
