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

    private async Task<RosterFinding> FindAsync(
        NpgsqlConnection connection,
        ConsentingPerson person,
        ProviderName provider,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var sources = new List<SourceState>();
        await using (var batch = new NpgsqlBatch(connection) { Timeout = Unreadable.TimeoutSeconds })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(RosterSql.Sources));
            batch.BatchCommands.Add(Command(RosterSql.Listed, person, provider));
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                sources.Add(
                    new SourceState(reader.GetString(0), reader.InstantOrNull(1), reader.InstantOrNull(2), reader.TextOrNull(3))
                );
            }
            await reader.NextResultAsync(cancellation);
            if (await reader.ReadAsync(cancellation))
            {
                return RosterFinding.Privileged(reader.Named<RosterCategory>(0), reader.TextOrNull(1), reader.InstantOrNull(2)) with
                {
                    Person = Named(reader.TextOrNull(3), reader.TextOrNull(4)),
                };
            }
        }
        return await NotListedAsync(connection, sources, person, provider, now, cancellation);
    }

    private async Task<RosterFinding> NotListedAsync(
        NpgsqlConnection connection,
        List<SourceState> sources,
        ConsentingPerson person,
        ProviderName provider,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = Unreadable.TimeoutSeconds };
        batch.BatchCommands.Add(Command(RosterSql.NotListed, person, provider));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var who = Named(reader.TextOrNull(4), reader.TextOrNull(5));
        DateTimeOffset? oldest = sources.Count > 0 ? sources[0].SucceededAt : null;
        var why =
            (reader.TextOrNull(0) is { } possible ? PrivilegeWords.MayBeListed(possible) : null)
            ?? Doubt(sources, now)
            ?? (reader.GetBoolean(1) ? null : Incomparable(reader.GetFieldValue<string[]>(2), reader.GetFieldValue<string[]>(3)));
        var finding = why is null ? RosterFinding.Standard(oldest!.Value) : RosterFinding.Unknown(why, oldest);
        return finding with { Person = who };
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

    private static string? Incomparable(string[] sources, string[] providers) =>
        sources.Length == 0 ? null : PrivilegeWords.CannotCompare(sources[0], providers[0]);

    private static string? Named(string? name, string? email) => (name, email) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => $"{name} ({email})",
        ({ Length: > 0 }, _) => name,
        _ => email,
    };

    private static NpgsqlBatchCommand Command(string sql, ConsentingPerson person, ProviderName provider)
    {
        string?[] emails = [EmailAddress.Of(person.Email), EmailAddress.Of(person.ExternalId)];
        return new NpgsqlBatchCommand(sql)
        {
            Parameters =
            {
                Text("provider", provider.ToString()),
                Text("id", person.ExternalId is { } id ? AccountId.Canonical(provider, id) : null),
                Text("client", person.ClientId is { } client ? AccountId.Canonical(provider, client) : null),
                new NpgsqlParameter("emails", NpgsqlDbType.Array | NpgsqlDbType.Text)
                {
                    Value = emails.OfType<string>().Distinct(StringComparer.Ordinal).ToArray(),
                },
            },
        };
    }

    private static NpgsqlParameter Text(string name, string? value) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };

    private sealed record SourceState(string Name, DateTimeOffset? SucceededAt, DateTimeOffset? FailedAt, string? IncompleteBecause);
}
