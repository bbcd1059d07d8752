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
/// Finds out who is privileged. Being listed counts however old the list is; not being listed counts only when all lists are fresh,
/// complete as far as is known, and could be compared with the person. All other cases are "unknown", which escalates: a roster that
/// cannot tell must never make somebody count as a standard user.
/// </summary>
public sealed class PrivilegedRoster(NpgsqlDataSource source, IOptions<EscalationOptions> options)
{
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public async Task<RosterFinding> FindAsync(
        ConsentingPerson person,
        ProviderName provider,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person is { ExternalId: null, Email: null, ClientId: null })
            return RosterFinding.Unknown(PrivilegeWords.Nameless);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            return await FindAsync(connection, person, provider, now, cancellation);
        }
        catch (NpgsqlException failure) when (Unreadable.Reason(failure) is { } reason)
        {
            return RosterFinding.Unknown(PrivilegeWords.Unreadable(reason));
        }
    }

    /// <summary>
    /// The same for many, in one round trip and a second one, which reads the whole roster, for those who are not listed; nobody is
    /// nameless.
    /// </summary>
    /// <param name="connection">Open, without a transaction: a query that fails would end it.</param>
    /// <exception cref="NpgsqlException">Nobody was looked up.</exception>
    internal async Task<RosterFindings> FindAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ConsentFacts> consents,
        DateTimeOffset now,
        TimeSpan patience,
        CancellationToken cancellation
    )
    {
        var actors = consents.Select(consent => new Actor(consent.Who, consent.Provider)).ToList();
        var found = new RosterFinding[actors.Count];
        string version;
        List<SourceState> sources;
        await using (var batch = new NpgsqlBatch(connection) { Timeout = (int)patience.TotalSeconds })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(RosterSql.Version));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(RosterSql.Sources));
            batch.BatchCommands.Add(Command(RosterSql.Listed, actors));
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            version = reader.GetString(0);
            await reader.NextResultAsync(cancellation);
            sources = await SourcesAsync(reader, cancellation);
            await reader.NextResultAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                found[Number(reader)] = Listed(reader);
        }
        var unlisted = Enumerable.Range(0, found.Length).Where(i => found[i] is null).ToList();
        if (unlisted.Count == 0)
            return new RosterFindings(version, found);
        await using var rest = new NpgsqlBatch(connection) { Timeout = (int)patience.TotalSeconds };
        rest.BatchCommands.Add(Command(RosterSql.NotListed, unlisted.ConvertAll(i => actors[i])));
        await using var row = await rest.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            found[unlisted[Number(row)]] = NotListed(row, sources, now);
        return new RosterFindings(version, found);
    }

    private async Task<RosterFinding> FindAsync(
        NpgsqlConnection connection,
        ConsentingPerson person,
        ProviderName provider,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        Actor[] actor = [new(person, provider)];
        List<SourceState> sources;
        await using (var batch = new NpgsqlBatch(connection) { Timeout = Unreadable.TimeoutSeconds })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(RosterSql.Sources));
            batch.BatchCommands.Add(Command(RosterSql.Listed, actor));
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            sources = await SourcesAsync(reader, cancellation);
            await reader.NextResultAsync(cancellation);
            if (await reader.ReadAsync(cancellation))
                return Listed(reader);
        }
        await using var rest = new NpgsqlBatch(connection) { Timeout = Unreadable.TimeoutSeconds };
        rest.BatchCommands.Add(Command(RosterSql.NotListed, actor));
        await using var row = await rest.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return NotListed(row, sources, now);
    }

    private static async Task<List<SourceState>> SourcesAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var sources = new List<SourceState>();
        while (await reader.ReadAsync(cancellation))
        {
            sources.Add(new SourceState(reader.GetString(0), reader.InstantOrNull(1), reader.InstantOrNull(2), reader.TextOrNull(3)));
        }
        return sources;
    }

    private static int Number(NpgsqlDataReader reader) => (int)reader.GetInt64(0) - 1;

    private static RosterFinding Listed(NpgsqlDataReader reader) =>
        RosterFinding.Privileged(reader.Named<RosterCategory>(1), reader.TextOrNull(2), reader.InstantOrNull(3)) with
        {
            Person = Named(reader.TextOrNull(4), reader.TextOrNull(5)),
        };

    private RosterFinding NotListed(NpgsqlDataReader reader, List<SourceState> sources, DateTimeOffset now)
    {
        DateTimeOffset? oldest = sources.Count > 0 ? sources[0].SucceededAt : null;
        var why =
            (reader.TextOrNull(1) is { } possible ? PrivilegeWords.MayBeListed(possible) : null)
            ?? Doubt(sources, now)
            ?? (reader.GetBoolean(2) || reader.IsDBNull(3) ? null : PrivilegeWords.CannotCompare(reader.Texts(3)[0], reader.Texts(4)[0]));
        var finding = why is null ? RosterFinding.Standard(oldest!.Value) : RosterFinding.Unknown(why, oldest);
        return finding with { Person = Named(reader.TextOrNull(5), reader.TextOrNull(6)) };
    }

    /// <summary>Why the sources cannot say that somebody whom they do not list is a standard user.</summary>
    private string? Doubt(List<SourceState> sources, DateTimeOffset now)
    {
        if (sources.Count == 0)
            return PrivilegeWords.NoRoster;
        foreach (var (name, succeeded, failed, _) in sources)
        {
            if (succeeded is null)
                return PrivilegeWords.NeverRead(name);
            if (failed >= succeeded)
                return PrivilegeWords.Failed(name);
            if (now - succeeded > options.Value.RosterMaxAge)
                return PrivilegeWords.TooOld(name);
        }
        return sources.Find(each => each.IncompleteBecause is not null) is { } incomplete
            ? PrivilegeWords.Incomplete(incomplete.Name, incomplete.IncompleteBecause!)
            : null;
    }

    private static string? Named(string? name, string? email) => (name, email) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => $"{name} ({email})",
        ({ Length: > 0 }, _) => name,
        _ => email,
    };

    private static NpgsqlBatchCommand Command(string sql, IReadOnlyList<Actor> actors) => new(sql)
    {
        Parameters =
        {
            Texts("providers", actors, actor => actor.Provider.ToString()),
            Texts("ids", actors, actor => Id(actor, actor.Person.ExternalId)),
            Texts("clients", actors, actor => Id(actor, actor.Person.ClientId)),
            Texts("emails", actors, Emails),
        },
    };

    private static string? Id(Actor actor, string? id) => id is null ? null : AccountId.Canonical(actor.Provider, id);

    // An array of arrays cannot be unnested by rows; an address has no line breaks.
    private static string Emails(Actor actor)
    {
        string?[] emails = [EmailAddress.Of(actor.Person.Email), EmailAddress.Of(actor.Person.ExternalId)];
        return string.Join('\n', emails.OfType<string>().Distinct(StringComparer.Ordinal));
    }

    private static NpgsqlParameter Texts(string name, IReadOnlyList<Actor> actors, Func<Actor, string?> of) =>
        new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = actors.Select(of).ToArray() };

    private sealed record Actor(ConsentingPerson Person, ProviderName Provider);

    private sealed record SourceState(string Name, DateTimeOffset? SucceededAt, DateTimeOffset? FailedAt, string? IncompleteBecause);
}

/// <param name="Version">The state of the roster in which they were found; see <see cref="RosterSql.Version"/>.</param>
/// <param name="Each">In the order of those who were asked for.</param>
internal sealed record RosterFindings(string Version, IReadOnlyList<RosterFinding> Each);
