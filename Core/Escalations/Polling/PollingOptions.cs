using OAuthAttest.Escalations.Consents;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Escalations.Polling;

/// <summary>
/// Configuration section <c>Polling</c>: one part a provider, with credentials that may read its audit log and nothing else. A provider
/// without credentials is not polled. Checked by <see cref="PollingOptionsValidator"/>.
/// </summary>
public sealed class PollingOptions
{
    public const string Section = "Polling";

    /// <summary>Where the schedules stand: at the top, as all schedules.</summary>
    public const string EntraScheduleSetting = "EntraPollSchedule";

    /// <inheritdoc cref="EntraScheduleSetting"/>
    public const string OktaScheduleSetting = "OktaPollSchedule";

    /// <inheritdoc cref="EntraScheduleSetting"/>
    public const string GoogleScheduleSetting = "GooglePollSchedule";

    /// <summary>NCRONTAB of the poll.</summary>
    public string EntraSchedule { get; set; } = "0 * * * * *";

    /// <inheritdoc cref="EntraSchedule"/>
    public string OktaSchedule { get; set; } = "15 * * * * *";

    /// <inheritdoc cref="EntraSchedule"/>
    public string GoogleSchedule { get; set; } = "45 */2 * * * *";

    public PolledProvider<EntraConnection> Entra { get; set; } = new(new EntraConnection(), new PollReach(TimeSpan.FromHours(24)));

    public PolledProvider<OktaConnection> Okta { get; set; } = new(new OktaConnection(), new PollReach(TimeSpan.FromHours(1)));

    public PolledProvider<GoogleConnection> Google { get; set; } = new(new GoogleConnection(), new PollReach(TimeSpan.FromHours(6)));

    /// <summary>What could not be read from the configuration; the validator reports it with the rest.</summary>
    internal IReadOnlyList<string> ReadErrors { get; set; } = [];

    public PollReach ReachOf(ConsentSource source) => source switch
    {
        ConsentSource.Entra => Entra.Reach,
        ConsentSource.Okta => Okta.Reach,
        ConsentSource.Google => Google.Reach,
        _ => throw new InvalidOperationException($"{source} is not polled."),
    };
}

/// <summary>One provider's part.</summary>
public sealed record PolledProvider<TConnection>(TConnection Connection, PollReach Reach);

/// <param name="Overlap">
/// How far behind what was read already a poll begins: as late as the provider may write a record. Entra's audit log may take up to a
/// day (https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-latencies), Google's token report hours
/// (https://support.google.com/a/answer/7061566).
/// </param>
public sealed record PollReach(TimeSpan Overlap)
{
    /// <summary>How far back the very first poll looks.</summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromDays(1);
}
