using System.Net;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Local.Demo;

/// <summary>One simulated person: reads the question, presses buttons and fills in modals, depending on <see cref="Temper"/>.</summary>
internal sealed class DemoPerson(SimulatedPerson person, Temper temper, Random chance, AnswerBook book)
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<OpenedGroup> opened = [];
    private readonly Dictionary<OpenedGroup, Answer> given = [];
    private OpenedGroup shown;
    private bool hasMeddled;
    private bool hasDoubted;
    private int answered;
    private int takenBack;

    public Temper Temper => temper;

    public SimulatedPerson Slack => person;

    /// <summary>A button of the question as first posted; it can still be clicked long after the message was updated.</summary>
    public SimulatedButton? OldScreen { get; private set; }

    /// <summary>When the person does something next; null while there is nothing to do.</summary>
    public DateTimeOffset? Due { get; private set; }

    private SimulatedMessage? Question =>
        person.Messages.FirstOrDefault(message => message.Key?.EndsWith(":request", StringComparison.Ordinal) == true);

    /// <summary>Reads the new messages; one of them may give the person something to do.</summary>
    public void ReadMessages(DateTimeOffset now)
    {
        foreach (var message in person.Messages.Where(message => seen.Add(message.Timestamp)))
        {
            var isReminder = message.Key?.Contains(":reminder", StringComparison.Ordinal) == true;
            var answersNow = temper switch
            {
                Temper.Silent => false,
                Temper.Late => isReminder,
                _ => !isReminder,
            };
            OldScreen ??= message.Buttons().FirstOrDefault(button => button.ActionId == SlackActions.Remove);
            if (answersNow)
                Due ??= now + TimeSpan.FromMinutes(chance.Next(5, 3 * 24 * 60));
        }
    }

    /// <summary>Does one step: a click, a modal, or the next page.</summary>
    public async Task ActAsync(DateTimeOffset now, IReadOnlyList<DemoPerson> others, CancellationToken cancellation)
    {
        Due = await StepAsync(others, cancellation) ? now + TimeSpan.FromSeconds(chance.Next(4, 90)) : null;
    }

    /// <summary>Presses a button of the question after the cut-off, which must be refused.</summary>
    public async Task ClickAfterCutOffAsync(SimulatedButton button, CancellationToken cancellation)
    {
        book.ClickedIllegally();
        await PressAsync(button, deliveries: 1, cancellation);
    }

    private async Task<bool> StepAsync(IReadOnlyList<DemoPerson> others, CancellationToken cancellation)
    {
        if (Question is not { } question)
            return false;
        if (temper == Temper.Meddling && !hasMeddled && StrangersButton(others) is { } strangers)
        {
            hasMeddled = true;
            book.ClickedIllegally();
            await PressAsync(strangers, deliveries: 1, cancellation);
            return true;
        }

        var buttons = question.Buttons();
        if (temper == Temper.Quick && buttons.FirstOrDefault(button => button.ActionId == SlackActions.KeepAllLowRisk) is { } keepAll)
            return await KeepAllAsync(keepAll, cancellation);
        NoteOnThisPage(buttons);
        if (temper == Temper.HalfHearted && answered >= 3)
            return false;
        if (buttons.FirstOrDefault(button => button.ActionId == SlackActions.RemoveApp) is { } app)
            return await AnswerAppAsync(app, cancellation);
        if (buttons.FirstOrDefault(button => button.ActionId == SlackActions.Remove) is { } open)
            return await AnswerAsync(buttons.Where(button => GrantOf(button) == GrantOf(open)).ToList(), cancellation);
        if (shown == OpenedGroup.None && Unseen(buttons) is { } group)
            return await OpenAsync(group, cancellation);
        if (buttons.FirstOrDefault(button => button.ActionId == SlackActions.NextPage) is { } next)
            return await PressAsync(next, deliveries: 1, cancellation);
        if (Unseen(buttons) is { } back)
            return await OpenAsync(back, cancellation);
        return temper == Temper.Wavering && takenBack < 2 && await TakeBackAsync(buttons, cancellation);
    }

    private SimulatedButton? StrangersButton(IReadOnlyList<DemoPerson> others) => others
        .Where(other => other.Slack.UserId != person.UserId)
        .SelectMany(other => other.Question?.Buttons() ?? [])
        .FirstOrDefault(button => button.ActionId == SlackActions.Remove);

    private async Task<bool> KeepAllAsync(SimulatedButton keepAll, CancellationToken cancellation)
    {
        // Where there are too few for a card of their own, they stand in the list.
        (given[OpenedGroup.LowRisk], given[OpenedGroup.None]) = (Answer.Keep, Answer.Keep);
        return await PressAsync(keepAll, deliveries: 1, cancellation);
    }

    /// <summary>Answers for an app whose people are gone, all at once and with a reason.</summary>
    private async Task<bool> AnswerAppAsync(SimulatedButton remove, CancellationToken cancellation)
    {
        await PressAsync(remove, deliveries: 1, cancellation);
        if (person.OpenViews is [.., var modal])
            Check(await person.SubmitAsync(modal, "Nobody who used it is here any more.", cancellation: cancellation));
        given[GroupOf(remove)] = Answer.Remove;
        book.AnsweredApp();
        return true;
    }

    /// <summary>A card of several grants that the person has not opened: to answer each, or to note what they answered at once.</summary>
    private SimulatedButton? Unseen(IReadOnlyList<SimulatedButton> buttons)
    {
        var groups = buttons.Where(button => button.ActionId == SlackActions.OpenGroup).ToList();
        return groups.FirstOrDefault(button => GroupOf(button) == OpenedGroup.None)
            ?? groups.FirstOrDefault(button => !opened.Contains(GroupOf(button)));
    }

    private async Task<bool> OpenAsync(SimulatedButton group, CancellationToken cancellation)
    {
        shown = GroupOf(group);
        opened.Add(shown);
        return await PressAsync(group, deliveries: 1, cancellation);
    }

    /// <summary>An answer to several grants at once; the person notes those of a page when they get there.</summary>
    private void NoteOnThisPage(IReadOnlyList<SimulatedButton> buttons)
    {
        if (!given.TryGetValue(shown, out var answer))
            return;
        foreach (
            var grant in buttons
                .Where(button => button.ActionId == SlackActions.Change)
                .Select(GrantOf)
                .Where(grant => !book.Answers.ContainsKey(grant))
        )
        {
            Note(grant, answer);
        }
    }

    private async Task<bool> AnswerAsync(List<SimulatedButton> choices, CancellationToken cancellation)
    {
        var answer = Choose();
        var grant = GrantOf(choices[0]);
        var button = choices.First(choice => choice.ActionId == ActionOf(answer));
        await PressAsync(button, temper == Temper.DoubleClicking ? 2 : 1, cancellation);
        if (person.OpenViews is [.., var modal])
            await GiveReasonAsync(modal, cancellation);
        Note(grant, answer);
        return true;
    }

    private Answer Choose()
    {
        if (temper == Temper.Suspicious && !hasDoubted)
        {
            hasDoubted = true;
            return Answer.NotMine;
        }
        return takenBack > 0 || chance.NextDouble() < 0.3 ? Answer.Remove : Answer.Keep;
    }

    private async Task GiveReasonAsync(SimulatedView modal, CancellationToken cancellation)
    {
        var result = await person.SubmitAsync(modal, "I use it every week for the quarterly planning.", cancellation: cancellation);
        Check(result);
    }

    private async Task<bool> TakeBackAsync(IReadOnlyList<SimulatedButton> buttons, CancellationToken cancellation)
    {
        if (buttons.FirstOrDefault(button => button.ActionId == SlackActions.Change) is not { } change)
            return false;
        takenBack++;
        book.TookBack(GrantOf(change));
        return await PressAsync(change, deliveries: 1, cancellation);
    }

    private void Note(long grant, Answer answer)
    {
        answered++;
        book.Answered(grant, answer);
    }

    private async Task<bool> PressAsync(SimulatedButton button, int deliveries, CancellationToken cancellation)
    {
        var result = await person.PressAsync(button, new InteractionOptions { Deliveries = deliveries }, cancellation);
        for (var repeat = 1; repeat < deliveries; repeat++)
            book.Repeated();
        Check(result);
        return true;
    }

    private void Check(InteractionResult result)
    {
        book.Clicked(result.Took);
        if (result.StatusCode != HttpStatusCode.OK)
            throw new DemoFailedException($"A click of {person.UserId} was answered with {(int)result.StatusCode}.");
    }

    private static string ActionOf(Answer answer) => answer switch
    {
        Answer.Keep => SlackActions.Keep,
        Answer.Remove => SlackActions.Remove,
        Answer.NotMine => SlackActions.NotMine,
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "There is no button for it."),
    };

    private static OpenedGroup GroupOf(SimulatedButton button) => GroupButton.Decode(button.Value)?.Group ?? OpenedGroup.None;

    private static long GrantOf(SimulatedButton button) => GrantButton.Decode(button.Value)?.GrantId ?? 0;
}
