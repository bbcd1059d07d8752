using OAuthAttest.Configuration;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;

namespace OAuthAttest.Identity.Live;

/// <summary>
/// Configuration section <c>Sync</c>: one part for each provider, with credentials that can only read its inventory. A provider without
/// credentials is not synced.
/// </summary>
[SettingsSection(SyncOptions.Section)]
public sealed class SyncOptions : IChecked
{
    public const string Section = "Sync";

    /// <summary>The key of the schedule: at the top level, as for all schedules.</summary>
    public const string ScheduleSetting = "SyncSchedule";

    /// <summary>NCRONTAB of the sync of every configured source.</summary>
    [TopLevel(ScheduleSetting), Schedule]
    public string Schedule { get; set; } = "0 30 2 * * *";

    /// <summary>Before a campaign opens, each configured source that was last read longer ago is synced.</summary>
    [Bounds(AtLeast = "00:00:00", AtMost = "31.00:00:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromHours(6);

    /// <summary>A run that takes longer fails: its first page would be too old beside its last.</summary>
    [Bounds(AtLeast = "00:10:00", AtMost = "1.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromHours(6);

    /// <summary>So many faults of the provider in a row, without a page between them, end a run.</summary>
    [Bounds(AtLeast = "1", AtMost = "100")]
    public int MaxFaults { get; set; } = 8;

    /// <summary>How far back Entra's sign-in log is read, for when apps were last used; zero: it is not read.</summary>
    [Bounds(AtLeast = "00:00:00", AtMost = "30.00:00:00")]
    public TimeSpan EntraSignIns { get; set; } = TimeSpan.FromDays(1);

    /// <summary>So many pages of each kind of sign-in are read, at the log's two seconds a page.</summary>
    [Bounds(AtLeast = "1", AtMost = "10000")]
    public int EntraSignInPages { get; set; } = 200;

    /// <summary>
    /// So many calls to the sign-in log in ten seconds, which is what Graph allows an app in a tenant:
    /// https://learn.microsoft.com/graph/throttling-limits.
    /// </summary>
    [Bounds(AtLeast = "1", AtMost = "1000")]
    public int EntraSignInCalls { get; set; } = 5;

    /// <summary>Graph grants a small tenant 3,500 units in ten seconds, and a page of grants costs two.</summary>
    public SyncedProvider<EntraConnection> Entra { get; set; } = new(new EntraConnection(), "entra", 100);

    /// <summary>How far back Google's token report is read for when apps were last used; zero: it is not read.</summary>
    [Bounds(AtLeast = "00:00:00", AtMost = "180.00:00:00")]
    public TimeSpan GoogleUsage { get; set; } = TimeSpan.FromDays(3);

    /// <summary>2,400 calls a minute for a user of a project: https://developers.google.com/workspace/admin/directory/v1/limits.</summary>
    public SyncedProvider<GoogleConnection> Google { get; set; } = new(new GoogleConnection(), "google", 30);

    /// <summary>600 calls a minute to lists of a small org: https://developer.okta.com/docs/reference/rl2-limits/.</summary>
    public SyncedProvider<OktaConnection> Okta { get; set; } = new(new OktaConnection(), "okta", 5);

    /// <summary>5,000 calls an hour: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api.</summary>
    public SyncedProvider<GitHubConnection> GitHub { get; set; } = new(new GitHubConnection(), "github", 2);

    /// <summary>
    /// Whether members authorize their credentials for SAML single sign-on: then those are read too. GitHub lists them in such an
    /// organization only.
    /// </summary>
    public bool GitHubSingleSignOn { get; set; }

    public SyncedQuery Postgres { get; set; } = new();

    public void Check(Mistakes mistakes)
    {
        (string Part, string Source, bool IsConfigured)[] parts =
        [
            (nameof(Entra), Entra.Source, Entra.Connection.IsConfigured),
            (nameof(Google), Google.Source, Google.Connection.IsConfigured),
            (nameof(Okta), Okta.Source, Okta.Connection.IsConfigured),
            (nameof(GitHub), GitHub.Source, GitHub.Connection.IsConfigured),
            (nameof(Postgres), Postgres.Source ?? "", Postgres.IsConfigured),
        ];
        foreach (var twice in parts.Where(part => part.IsConfigured).GroupBy(part => part.Source, StringComparer.Ordinal))
        {
            if (twice.Count() > 1)
                mistakes.In(twice.Last().Part).Add("Source", $"is '{twice.Key}', which {twice.First().Part} has too: each needs its own.");
        }
    }
}

/// <summary>One provider's part.</summary>
/// <param name="Source">The inventory source that it fills.</param>
/// <param name="CallsPerSecond">The pace of calls, over all workers.</param>
public sealed record SyncedProvider<TConnection>(
    [property: SameLevel] TConnection Connection,
    string Source,
    [property: Bounds(AtLeast = "1", AtMost = "1000")] int CallsPerSecond)
{
    /// <summary>So many lists are read at a time.</summary>
    [Bounds(AtLeast = "1", AtMost = "32")]
    public int Concurrency { get; init; } = 4;

    /// <summary>The bucket of these credentials at their provider; up to a second's calls at once.</summary>
    internal PaceBucket BucketOf(string provider) => new($"sync:{provider}", CallsPerSecond, CallsPerSecond);
}
