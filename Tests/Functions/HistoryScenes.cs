using OAuthAttest.Escalations.Consents;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions.Escalations;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>Three scenarios whose histories are counted: by a test, and by the benchmark that prints them.</summary>
internal static class HistoryScenes
{
    public const string Verb = "count-histories";

    /// <summary>How early timers fire on Azure Storage.</summary>
    public static readonly TimeSpan HostGrain = TimeSpan.FromSeconds(1);

    /// <summary>An incident that is paged, posted, measured and acknowledged.</summary>
    public static async Task<HistorySize> IncidentAsync(TimeSpan grain)
    {
        await using var world = await CourseWorld.StartAsync(new() { ConfigureHost = host => On(host, grain) });
        var consent = await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.NotNull((await world.IncidentAsync()).AcknowledgedAt);
        Assert.Equal(OAuthAttest.Local.Simulators.PagerDuty.SimulatedAlertStatus.Acknowledged, Assert.Single(world.Pager.Alerts).Status);
        Assert.Equal(4, world.Datadog.Points.Count);
        return await SizeAsync(world.Host, EscalationKey.InstanceId(consent.Key));
    }

    /// <summary>A consent that exits by its orchestration: a privileged person's, to an app that may do little.</summary>
    public static async Task<HistorySize> ConsentAsync(TimeSpan grain)
    {
        await using var world = await CourseWorld.StartAsync(new() { ConfigureHost = host => On(host, grain) });
        var consent = await world.LetInAsync(scopes: ["User.Read"]);
        await world.PassAsync(TimeSpan.FromMinutes(2));
        return await SizeAsync(world.Host, EscalationKey.InstanceId(consent.Key));
    }

    /// <summary>A person among others, and sending is paced: the question, two reminders, three answers, done, and the close.</summary>
    public static async Task<HistorySize> PersonAsync(TimeSpan grain)
    {
        await using var world = await FlowWorld.StartAsync(
            new()
            {
                ["Slack:PacePerMinute"] = "40",
                ["Campaign:ReminderOffsets"] = "3.00:00:00,7.00:00:00",
                ConfigureHost = host => On(host, grain),
            }
        );
        var grants = new List<long>();
        foreach (var name in (string[])["ann", "bob", "jane", "kim", "liz"])
        {
            var person = await world.AddPersonAsync(name);
            for (var grant = 0; grant < 3; grant++)
                grants.Add(await world.AddGrantAsync(name, ["Calendars.Read"]));
        }
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(8));
        foreach (var grant in grants[6..9])
            await world.KeepAsync(world.Person("jane"), grant);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(7));

        Assert.Equal(["request", "reminder-1", "reminder-2"], FlowWorld.Sent(world.Person("jane")));
        Assert.Empty(FlowWorld.Question(world.Person("jane")).Buttons());
        Assert.Equal(OAuthAttest.Campaigns.ParticipantState.Done, (await world.ParticipantAsync("jane")).State);
        return await SizeAsync(world.Host, FlowWorld.RespondentOf(await world.ParticipantAsync("jane")).OrchestrationId());
    }

    /// <summary>Prints the counts of all three: <c>dotnet run --project Tests -- count-histories</c>.</summary>
    public static async Task<int> PrintAsync()
    {
        await PrintAsync("an incident, paged, posted, measured and acknowledged", IncidentAsync);
        await PrintAsync("a person's campaign: question, two reminders, three answers, close", PersonAsync);
        await PrintAsync("a consent that exits", ConsentAsync);
        return 0;
    }

    private static async Task PrintAsync(string what, Func<TimeSpan, Task<HistorySize>> count)
    {
        foreach (var grain in (TimeSpan[])[TimeSpan.Zero, HostGrain])
        {
            var size = await count(grain);
            Console.WriteLine(
                $"{what}; timers {grain.TotalSeconds} s early: "
                    + $"{size.Events} events, {size.Turns} turns, {size.Rows} rows, {size.Timers} timers"
            );
        }
    }

    /// <summary>Makes the host's timers fire early, and its clock run.</summary>
    private static LocalHostOptions On(LocalHostOptions options, TimeSpan grain) =>
        grain == TimeSpan.Zero ? options : options with { TimerGrain = grain, TimeProvider = new RunningClock(options.TimeProvider) };

    private static async Task<HistorySize> SizeAsync(LocalHost host, string instance) =>
        HistorySize.Of(
            await host.Engine.GetHistoryAsync(instance) ?? throw new InvalidOperationException($"There is no instance {instance}.")
        );

    /// <summary>A virtual clock that advances a little at each read, as in production: times are not whole seconds apart.</summary>
    private sealed class RunningClock(TimeProvider inner) : TimeProvider
    {
        private static readonly TimeSpan EachRead = TimeSpan.FromMicroseconds(13);
        private long looks;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + (EachRead * Interlocked.Increment(ref looks));

        public override long GetTimestamp() => inner.GetTimestamp();

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }
}
