using OAuthAttest.Configuration;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Escalations.Polling;

/// <summary>
/// Configuration section <c>Polling</c>: one part for each provider, with credentials that can only read its audit log. A provider
/// without credentials is not polled.
/// </summary>
[SettingsSection(PollingOptions.Section)]
public sealed class PollingOptions : IChecked
{
    public const string Section = "Polling";

    /// <summary>The key of the schedule: at the top level, as for all schedules.</summary>
    public const string EntraScheduleSetting = "EntraPollSchedule";

    /// <inheritdoc cref="EntraScheduleSetting"/>
    public const string OktaScheduleSetting = "OktaPollSchedule";

    /// <inheritdoc cref="EntraScheduleSetting"/>
    public const string GoogleScheduleSetting = "GooglePollSchedule";

    /// <inheritdoc cref="EntraScheduleSetting"/>
    public const string WatchScheduleSetting = "GoogleWatchSchedule";

    /// <summary>NCRONTAB of the poll.</summary>
    [TopLevel(EntraScheduleSetting), Schedule]
    public string EntraSchedule { get; set; } = "0 * * * * *";

    /// <inheritdoc cref="EntraSchedule"/>
    [TopLevel(OktaScheduleSetting), Schedule]
    public string OktaSchedule { get; set; } = "15 * * * * *";

    /// <inheritdoc cref="EntraSchedule"/>
    [TopLevel(GoogleScheduleSetting), Schedule]
    public string GoogleSchedule { get; set; } = "45 */2 * * * *";

    /// <summary>NCRONTAB of the renewal of Google's watch channel.</summary>
    [TopLevel(WatchScheduleSetting), Schedule]
    public string WatchSchedule { get; set; } = "20 */10 * * * *";

    /// <summary>So many failures in a row are told to the security channel.</summary>
    [Bounds(AtLeast = "1", AtMost = "1000")]
    public int MaxFailures { get; set; } = 5;

    /// <summary>In so many polls a record may be unreadable before it is set aside; until then the log is read again from it.</summary>
    [Bounds(AtLeast = "1", AtMost = "100")]
    public int RecordAttempts { get; set; } = 3;

    /// <summary>For how long a watch channel of Google is asked for; Google may grant less.</summary>
    [Bounds(AtLeast = "01:00:00", AtMost = "7.00:00:00")]
    public TimeSpan WatchLifetime { get; set; } = TimeSpan.FromHours(6);

    public PolledProvider<EntraConnection> Entra { get; set; } = new(new EntraConnection(), new PollReach(TimeSpan.FromHours(24)));

    public PolledProvider<OktaConnection> Okta { get; set; } = new(new OktaConnection(), new PollReach(TimeSpan.FromHours(1)));

    public PolledProvider<GoogleConnection> Google { get; set; } = new(new GoogleConnection(), new PollReach(TimeSpan.FromHours(6)));

    public PollReach ReachOf(ConsentSource source) => source switch
    {
        ConsentSource.Entra => Entra.Reach,
        ConsentSource.Okta => Okta.Reach,
        ConsentSource.Google => Google.Reach,
        _ => throw new InvalidOperationException($"{source} is not polled."),
    };

    /// <summary>See <see cref="PolledProvider{TConnection}.MaxAge"/>.</summary>
    public TimeSpan MaxAgeOf(ConsentSource source) => source switch
    {
        ConsentSource.Entra => Entra.MaxAge,
        ConsentSource.Okta => Okta.MaxAge,
        ConsentSource.Google => Google.MaxAge,
        _ => throw new InvalidOperationException($"{source} is not polled."),
    };

    /// <summary>If escalation is enabled, at least one source must be able to push or one provider must be polled.</summary>
    public void Check(Mistakes mistakes)
    {
        if (Entra.Connection.IsConfigured)
            CheckAge(mistakes, nameof(EntraSchedule), EntraSchedule, nameof(Entra), Entra.MaxAge);
        if (Okta.Connection.IsConfigured)
            CheckAge(mistakes, nameof(OktaSchedule), OktaSchedule, nameof(Okta), Okta.MaxAge);
        if (Google.Connection.IsConfigured)
        {
            CheckAge(mistakes, nameof(GoogleSchedule), GoogleSchedule, nameof(Google), Google.MaxAge);
            CheckAge(mistakes, nameof(WatchSchedule), WatchSchedule, nameof(Google), Google.MaxAge);
        }
        var isSomethingPolled = Entra.Connection.IsConfigured || Okta.Connection.IsConfigured || Google.Connection.IsConfigured;
        if (isSomethingPolled || !mistakes.Read<EscalationOptions>().Enabled || mistakes.Read<ConsentsOptions>().IsAnyConfigured)
            return;
        mistakes.Of<EscalationOptions>().Add(
            nameof(EscalationOptions.Enabled),
            "is on, but nothing can come in: set Consents:<source>:Secrets:0 of at least one source, "
            + "or Polling:<provider> of one that is polled.");
    }

    // A feed that is on time must never be older than its limit.
    private static void CheckAge(Mistakes mistakes, string setting, string schedule, string provider, TimeSpan maxAge)
    {
        var inProvider = mistakes.In(provider);
        const string name = nameof(PolledProvider<EntraConnection>.MaxAge);
        if (mistakes.Has(setting) || inProvider.Has(name) || ScheduleTimes.LongestPause(schedule) is not { } pause || maxAge > pause)
            return;
        inProvider.Add(
            name,
            $"is {maxAge}: it must be longer than the longest pause of {mistakes.Key(setting)}, {pause}.");
    }
}

/// <summary>One provider's part.</summary>
public sealed record PolledProvider<TConnection>(
    [property: SameLevel] TConnection Connection,
    [property: SameLevel] PollReach Reach)
{
    /// <summary>A log that was last read to its end longer ago is told to the security channel; so is Google's watch channel.</summary>
    [Bounds(Above = "00:00:00", AtMost = "7.00:00:00")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(30);
}

/// <param name="Overlap">
/// How far before the watermark a poll begins: the longest delay with which the provider writes a record. Entra's audit log may take up
/// to a day (https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-latencies), Google's token report hours
/// (https://support.google.com/a/answer/7061566).
/// </param>
public sealed record PollReach([property: Bounds(Above = "00:00:00", AtMost = "7.00:00:00")] TimeSpan Overlap)
{
    /// <summary>
    /// How far back the very first poll reads. At most 30 days, because not every provider keeps its log longer; Entra's log without a
    /// licence goes back seven days.
    /// </summary>
    [Bounds(Above = "00:00:00", AtMost = "30.00:00:00")]
    public TimeSpan LookBack { get; init; } = TimeSpan.FromDays(1);
}
