using System.Collections.Concurrent;
using System.Net;
using OAuthAttest.Campaigns;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Tests.Crash;

/// <summary>
/// People who answer every grant they are asked about, and click again whenever Slack shows them an error. What each of them
/// means to say of a grant is fixed by its id, so a repeated click says the same.
/// </summary>
internal sealed class StubbornPeople(SlackSimulator slack, IReadOnlyList<string> userIds, int grantsEach)
{
    /// <summary>The answers that the host acknowledged with 200, or that the message shows as given, by grant.</summary>
    public ConcurrentDictionary<long, Answer> Acknowledged { get; } = new();

    public int Expected => userIds.Count * grantsEach;

    public static Answer MeantFor(long grantId) => grantId % 3 == 0 ? Answer.Remove : Answer.Keep;

    /// <summary>Clicks until everything is acknowledged.</summary>
    public async Task AnswerEverythingAsync(CancellationToken cancellation)
    {
        using var breath = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (Acknowledged.Count < Expected)
        {
            foreach (var userId in userIds)
                await ClickOnceAsync(slack.Person(userId), cancellation);
            await breath.WaitForNextTickAsync(cancellation);
        }
    }

    private async Task ClickOnceAsync(SimulatedPerson person, CancellationToken cancellation)
    {
        SeeWhatIsShown(person);
        var open = person.Messages.Where(message => message.Key?.EndsWith(":request", StringComparison.Ordinal) == true)
            .SelectMany(message => message.Buttons())
            .Select(button => (Button: button, Grant: GrantButton.Decode(button.Value)?.GrantId))
            .FirstOrDefault(choice => choice.Grant is { } grant && !Acknowledged.ContainsKey(grant) && choice.Button.ActionId == ActionFor(grant));
        if (open.Grant is not { } clicked)
            return;
        try
        {
            var result = await person.PressAsync(open.Button, cancellationToken: cancellation);
            if (result.StatusCode == HttpStatusCode.OK)
                Acknowledged[clicked] = MeantFor(clicked);
        }
        catch (HttpRequestException)
        {
            // The host is down: Slack shows an error, and the person will click again.
        }
    }

    /// <summary>A click whose answer was lost with the host may have counted: then the repainted message shows it, and there is nothing left to click.</summary>
    private void SeeWhatIsShown(SimulatedPerson person)
    {
        foreach (var button in person.Messages.SelectMany(message => message.Buttons()).Where(button => button.ActionId == SlackActions.Change))
        {
            if (GrantButton.Decode(button.Value) is { } shown)
                Acknowledged.TryAdd(shown.GrantId, MeantFor(shown.GrantId));
        }
    }

    private static string ActionFor(long grantId) => MeantFor(grantId) == Answer.Keep ? SlackActions.Keep : SlackActions.Remove;
}
