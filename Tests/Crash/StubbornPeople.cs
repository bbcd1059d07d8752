using System.Collections.Concurrent;
using System.Net;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Tests.Crash;

/// <summary>
/// People who answer every grant they are asked about, and click again whenever Slack shows them an error. The answer for a
/// grant depends only on its id, so a repeated click gives the same answer.
/// </summary>
internal sealed class StubbornPeople(SlackSimulator slack, IReadOnlyList<string> userIds, int grantsEach)
{
    private const int AtOnce = 4;

    /// <summary>The answers that the host acknowledged with 200, or that the message shows as given, by grant.</summary>
    public ConcurrentDictionary<long, Answer> Acknowledged { get; } = new();

    public int Expected => userIds.Count * grantsEach;

    public static Answer MeantFor(long grantId) => grantId % 3 == 0 ? Answer.Remove : Answer.Keep;

    /// <summary>Clicks until every answer is acknowledged.</summary>
    public async Task AnswerEverythingAsync(CancellationToken cancellation)
    {
        using var breath = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var unfinished = userIds.ToList();
        while (unfinished.Count > 0)
        {
            var finished = new ConcurrentBag<string>();
            await Parallel.ForEachAsync(
                unfinished,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (userId, stop) =>
                {
                    if (await ClickOnceAsync(slack.Person(userId), stop))
                        finished.Add(userId);
                }
            );
            unfinished.RemoveAll(finished.Contains);
            await breath.WaitForNextTickAsync(cancellation);
        }
    }

    /// <returns>True when everything was asked and is acknowledged.</returns>
    private async Task<bool> ClickOnceAsync(SimulatedPerson person, CancellationToken cancellation)
    {
        var buttons = person.Messages.Where(message => message.Key?.EndsWith(":request", StringComparison.Ordinal) == true)
            .SelectMany(message => message.Buttons())
            .Select(button => (Button: button, Grant: GrantButton.Decode(button.Value)?.GrantId))
            .Where(shown => shown.Grant is not null)
            .ToList();
        // A click whose response was lost may have been recorded: then the updated message shows it, and needs no click.
        foreach (var shown in buttons.Where(shown => shown.Button.ActionId == SlackActions.Change))
            Acknowledged.TryAdd(shown.Grant!.Value, MeantFor(shown.Grant.Value));
        var open = buttons.Find(shown =>
            !Acknowledged.ContainsKey(shown.Grant!.Value) && shown.Button.ActionId == ActionFor(shown.Grant.Value)
        );
        if (open.Button is null)
            return buttons.Select(shown => shown.Grant).Distinct().Count() == grantsEach;
        try
        {
            var result = await person.PressAsync(open.Button, cancellation: cancellation);
            if (result.StatusCode == HttpStatusCode.OK)
                Acknowledged[open.Grant!.Value] = MeantFor(open.Grant.Value);
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            // The host is down, or died during the request: Slack shows an error, and the person clicks again.
        }
        return false;
    }

    private static string ActionFor(long grantId) => MeantFor(grantId) == Answer.Keep ? SlackActions.Keep : SlackActions.Remove;
}
