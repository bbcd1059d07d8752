using System.Collections.Concurrent;
using System.Diagnostics;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.PagerDuty;

namespace OAuthAttest.Local.Demo.Consents;

/// <summary>The points in time that are measured, from just before a consent is sent.</summary>
internal enum Milestone
{
    /// <summary>The sender got its response.</summary>
    Answered = 1,

    /// <summary>PagerDuty accepted the page.</summary>
    Paged = 2,

    /// <summary>The summary was posted to Slack.</summary>
    Posted = 3,

    /// <summary>Datadog accepted the event.</summary>
    Logged = 4,
}

/// <summary>When each of these first happened, by the machine's clock, as the simulators see it.</summary>
internal sealed class SceneRecorder
{
    private readonly ConcurrentDictionary<Milestone, TimeSpan> reached = new();
    private long started;

    public SceneRecorder(DemoOutside outside)
    {
        outside.Pager.OnCall = (method, moment) =>
            SeeAsync(Milestone.Paged, method == PagerDutyEndpoints.Enqueue && moment == CallMoment.Accepted);
        outside.Datadog.OnCall = (method, moment) => SeeAsync(Milestone.Logged, method == "events" && moment == CallMoment.Accepted);
        outside.Slack.OnPosted(message =>
            _ = SeeAsync(Milestone.Posted, message.Key?.StartsWith("slack-summary:", StringComparison.Ordinal) == true)
        );
    }

    public void Restart()
    {
        reached.Clear();
        started = Stopwatch.GetTimestamp();
    }

    public void Reach(Milestone milestone) => reached.TryAdd(milestone, Stopwatch.GetElapsedTime(started));

    public bool Has(params ReadOnlySpan<Milestone> milestones)
    {
        foreach (var milestone in milestones)
        {
            if (!reached.ContainsKey(milestone))
                return false;
        }
        return true;
    }

    /// <exception cref="InvalidOperationException">It has not happened.</exception>
    public TimeSpan Of(Milestone milestone) =>
        reached.TryGetValue(milestone, out var took) ? took : throw new InvalidOperationException($"{milestone} was not reached.");

    private Task SeeAsync(Milestone milestone, bool isIt)
    {
        if (isIt)
            Reach(milestone);
        return Task.CompletedTask;
    }
}
