using Npgsql;
using OAuthAttest.Configuration;

namespace OAuthAttest.Rosters;

/// <summary>
/// Configuration section <c>Roster</c>: how who is privileged is read by the timer. Entra and Okta are read with the credentials that
/// poll them; a query where one is set.
/// </summary>
[SettingsSection(RosterOptions.Section)]
public sealed class RosterOptions : IChecked
{
    public const string Section = "Roster";

    /// <summary>The key of the schedule: at the top level, as for all schedules.</summary>
    public const string ScheduleSetting = "RosterSchedule";

    /// <summary>NCRONTAB of the reading.</summary>
    [TopLevel(ScheduleSetting), Schedule]
    public string Schedule { get; set; } = "50 */15 * * * *";

    /// <summary>False: Entra's directory roles are not read, although there are credentials.</summary>
    public bool Entra { get; set; } = true;

    /// <summary>False: Okta's administrators are not read, although there are credentials.</summary>
    public bool Okta { get; set; } = true;

    /// <summary>A source that was last read longer ago is told to the security channel.</summary>
    [Bounds(Above = "00:00:00", AtMost = "31.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>So many failures in a row are told to the security channel; a refusal is told at once.</summary>
    [Bounds(AtLeast = "1", AtMost = "1000")]
    public int MaxFailures { get; set; } = 3;

    /// <summary>A reading without more than this share of the accounts that are listed is held until somebody looks at it.</summary>
    [Share]
    public double MaxLoss { get; set; } = 0.5;

    public RosterQuery Query { get; set; } = new();

    public void Check(Mistakes mistakes)
    {
        if (mistakes.Has(nameof(MaxAge)) || mistakes.Has(nameof(Schedule)))
            return;
        // A source that is read on time must never be older than its limit.
        if (ScheduleTimes.LongestPause(Schedule) is { } pause && MaxAge <= pause)
        {
            mistakes.Add(
                nameof(MaxAge), $"is {MaxAge}: it must be longer than the longest pause of {mistakes.Key(nameof(Schedule))}, {pause}.");
        }
    }
}

/// <summary>A query on a PostgreSQL database that tells who is privileged. Configured when <see cref="Sql"/> is set.</summary>
public sealed record RosterQuery : IChecked
{
    /// <summary>
    /// Its columns are those of the CSV file, in any order, of which it needs <c>category</c> and <c>email</c> or <c>account_id</c>
    /// with <c>provider</c>.
    /// </summary>
    public string? Sql { get; init; }

    /// <summary>The name of the connection string; null: the app's own database.</summary>
    public string? ConnectionName { get; init; }

    /// <summary>How long the server may take.</summary>
    [Bounds(AtLeast = "00:00:01", AtMost = "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Sql);

    public void Check(Mistakes mistakes)
    {
        ArgumentNullException.ThrowIfNull(mistakes);
        if (ConnectionName is not { Length: > 0 } name)
            return;
        if (!IsConfigured)
            mistakes.Add(nameof(Sql), "is missing: nothing is read without it.");
        if (mistakes.ConnectionString(name) is not { } text)
            mistakes.Add(nameof(ConnectionName), $"is '{name}': there is no ConnectionStrings:{name}.");
        else if (!IsConnectionString(text))
            mistakes.Add(nameof(ConnectionName), $"is '{name}': ConnectionStrings:{name} must be an Npgsql connection string.");
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }
}
