using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Addresses;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;
using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// Finds out who is privileged. Being listed counts however old the list is; not being listed counts only when all lists are fresh. All
/// other cases are "unknown", which escalates: a broken roster must never make somebody count as a standard user.
/// </summary>
public sealed class PrivilegedRoster(NpgsqlDataSource source, IOptions<EscalationOptions> options)
{
    // Read before the people: otherwise an import in between could make a source look fresh although its people were read before.
    private const string SourcesSql =
        "SELECT name, last_succeeded_at, last_failed_at FROM roster_sources ORDER BY last_succeeded_at NULLS FIRST, name";

    // Matches the address and every account that has this address; one of them in the roster is enough.
    private const string PeopleSql = """
        WITH emails AS (
            SELECT @email AS email WHERE @email IS NOT NULL
            UNION
            SELECT u.email FROM users u WHERE u.provider = @provider AND u.external_id = @id AND u.email IS NOT NULL),
        accounts AS (
            SELECT @provider AS provider, @id AS external_id WHERE @id IS NOT NULL
            UNION
            SELECT u.provider, u.external_id FROM users u JOIN emails e ON e.email = u.email),
        found AS (
            SELECT r.id, r.source, r.category, r.role FROM privileged_roster r JOIN emails e ON e.email = r.email
            UNION
            SELECT r.id, r.source, r.category, r.role FROM privileged_roster r JOIN accounts a ON a.provider = r.provider
                AND a.external_id = r.external_id)
        SELECT f.category, f.role, s.last_succeeded_at
        FROM found f LEFT JOIN roster_sources s ON s.name = f.source
        ORDER BY array_position(ARRAY['Admin', 'Executive', 'Finance', 'Custom'], f.category::text), s.last_succeeded_at DESC NULLS LAST,
            f.id
        LIMIT 1
        """;

    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public async Task<RosterFinding> FindAsync(
        ConsentingPerson person,
        ProviderName provider,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.ExternalId is null && person.Email is null)
            return RosterFinding.Unknown("the consent does not say who gave it");
        await using var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            return await FindAsync(connection, person, provider, now, cancellation);
        }
        catch (NpgsqlException failure) when (Unreadable.Reason(failure) is { } reason)
        {
            return RosterFinding.Unknown($"the roster could not be read: {reason}");
        }
    }

    private async Task<RosterFinding> FindAsync(
        NpgsqlConnection connection,
        ConsentingPerson person,
        ProviderName provider,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = Unreadable.TimeoutSeconds };
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SourcesSql));
        var people = new NpgsqlBatchCommand(PeopleSql);
        people.Parameters.Add(Text("provider", provider.ToString()));
        people.Parameters.Add(Text("id", person.ExternalId is { } id ? AccountId.Canonical(provider, id) : null));
        people.Parameters.Add(Text("email", EmailAddress.Of(person.Email)));
        batch.BatchCommands.Add(people);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var sources = new List<SourceAge>();
        while (await reader.ReadAsync(cancellation))
            sources.Add(new SourceAge(reader.GetString(0), reader.InstantOrNull(1), reader.InstantOrNull(2)));
        await reader.NextResultAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? RosterFinding.Privileged(reader.Named<RosterCategory>(0), reader.TextOrNull(1), reader.InstantOrNull(2))
            : NotListed(sources, now);
    }

    private RosterFinding NotListed(List<SourceAge> sources, DateTimeOffset now)
    {
        if (sources.Count == 0)
            return RosterFinding.Unknown("there is no roster");
        var oldest = sources[0].SucceededAt;
        foreach (var (name, succeeded, failed) in sources)
        {
            if (succeeded is null)
                return RosterFinding.Unknown($"the roster source {name} was never read");
            if (failed >= succeeded)
                return RosterFinding.Unknown($"the newest reading of the roster source {name} failed", oldest);
            if (now - succeeded > options.Value.RosterMaxAge)
                return RosterFinding.Unknown($"the roster source {name} is too old", oldest);
        }
        return RosterFinding.Standard(oldest!.Value);
    }

    private static NpgsqlParameter Text(string name, string? value) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };

    private sealed record SourceAge(string Name, DateTimeOffset? SucceededAt, DateTimeOffset? FailedAt);
}
