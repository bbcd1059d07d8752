using System.Data;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Identity.Access;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Identity.Live;

/// <summary>
/// The answers of one run, kept in PostgreSQL. They are written in batches, one while the next one fills, and read again in the order in
/// which they came, some at a time, the next ones while the last ones are worked on: memory does not grow with their number.
/// </summary>
/// <param name="time">For how long calls may be made; null: no more, everything must be there.</param>
internal sealed class RunAnswers(NpgsqlDataSource database, long run, TimeSpan? time, TimeProvider clock) : IAnswerKeeper, IAsyncDisposable
{
    private const int MostWaitingBytes = 4 * 1024 * 1024;
    private const int MostWaiting = 500;
    private const int ReadAtOnce = 200;
    private const int BytesAtOnce = 4 * 1024 * 1024;

    /// <summary>How often progress is written, while answers come slowly.</summary>
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly long begun = Stopwatch.GetTimestamp();
    private Dictionary<string, KeptAnswer> waiting = new(StringComparer.Ordinal);
    private Dictionary<string, KeptAnswer> leaving = new(StringComparer.Ordinal);
    private Dictionary<string, KeptAnswer> ahead = new(StringComparer.Ordinal);
    private Dictionary<string, KeptAnswer> passed = new(StringComparer.Ordinal);
    private Task writing = Task.CompletedTask;
    private Task<IReadOnlyList<KeptAnswer>>? following;
    private long waitingBytes;
    private long written = Stopwatch.GetTimestamp();
    private long? last;

    /// <summary>So many calls were made.</summary>
    public long Calls { get; private set; }

    /// <summary>What the reading has read so far; written with the answers.</summary>
    public SyncProgress Progress { get; set; }

    public async ValueTask<OutsideAnswer?> FindAsync(Uri address, CancellationToken cancellation)
    {
        var key = KeyOf(address);
        await turn.WaitAsync(cancellation);
        try
        {
            if (Held(key) is { } held)
                return Answer(held);
            await ReadAheadAsync(key, cancellation);
            if (Held(key) is { } read)
                return Answer(read);
        }
        finally
        {
            turn.Release();
        }
        if (time is not { } most)
            throw new AnswerLostException();
        // At least one call, or a worker that spends its time on what is kept would never get further.
        return Calls == 0 || Stopwatch.GetElapsedTime(begun) < most ? null : throw new ReadingPausedException();
    }

    public async ValueTask KeepAsync(Uri address, OutsideAnswer answer, CancellationToken cancellation)
    {
        var key = KeyOf(address);
        await turn.WaitAsync(cancellation);
        try
        {
            Calls++;
            last ??= await LastNumberAsync(cancellation);
            last++;
            waiting[key] = new KeptAnswer
            {
                Address = Convert.FromHexString(key),
                Number = last.Value,
                Status = answer.Status,
                MediaType = answer.MediaType is { } media ? WireText.Start(media, 128) : null,
                Link = answer.Headers.GetValueOrDefault("Link"),
                Body = answer.Body,
            };
            waitingBytes += answer.Body.Length;
            if (waiting.Count >= MostWaiting || waitingBytes >= MostWaitingBytes || Stopwatch.GetElapsedTime(written) >= WriteEvery)
                await BeginWritingAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Writes what is not yet written: for the end of a reading, and for its interruption.</summary>
    /// <exception cref="RunEndedException">The run has ended meanwhile.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await BeginWritingAsync();
            await writing.WaitAsync(cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>What is under way ends; its failure has nobody to go to, for the reading has failed already.</summary>
    public async ValueTask DisposeAsync()
    {
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task?)following ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        turn.Dispose();
    }

    private static string KeyOf(Uri address) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)));

    private static OutsideAnswer Answer(KeptAnswer kept) =>
        new(
            kept.Status,
            kept.Body,
            kept.MediaType,
            kept.Link is { } link
                ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Link"] = link }
                : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        );

    private KeptAnswer? Held(string key) =>
        waiting.TryGetValue(key, out var answer) || leaving.TryGetValue(key, out answer)
        || ahead.Remove(key, out answer) || passed.Remove(key, out answer)
            ? answer
            : null;

    /// <summary>The answer and those that came after it, which will be asked for next.</summary>
    private async Task ReadAheadAsync(string key, CancellationToken cancellation)
    {
        if (following is { } begunBefore)
        {
            following = null;
            Take(await begunBefore.WaitAsync(cancellation));
            if (ahead.ContainsKey(key))
                return;
            // Another place of the list is asked for: what is being read behind this one is not.
            await ((Task?)following ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        const string first = "(SELECT number FROM inventory_answers WHERE run_id = $1 AND address = $2)";
        Take(await LoadAsync(first, new() { Value = Convert.FromHexString(key) }, cancellation));
    }

    /// <summary>
    /// These are asked for next; of those before them, several calls at once may still ask for some. More are read meanwhile.
    /// </summary>
    private void Take(IReadOnlyList<KeptAnswer> read)
    {
        if (read.Count == 0)
            return;
        passed = ahead;
        ahead = new Dictionary<string, KeptAnswer>(StringComparer.Ordinal);
        foreach (var answer in read)
            ahead[Convert.ToHexString(answer.Address)] = answer;
        following = LoadAsync("$2", new() { Value = read[^1].Number + 1 }, CancellationToken.None);
    }

    private async Task<IReadOnlyList<KeptAnswer>> LoadAsync(string first, NpgsqlParameter parameter, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            SELECT address, number, status, media_type, link, body FROM (
                SELECT *, sum(octet_length(body)) OVER (ORDER BY number) - octet_length(body) AS bytes_before FROM (
                    SELECT * FROM inventory_answers WHERE run_id = $1 AND number >= {first}
                    ORDER BY number LIMIT $3) next) within
            WHERE bytes_before < $4 ORDER BY number
            """);
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(parameter);
        command.Parameters.Add(new() { Value = ReadAtOnce });
        command.Parameters.Add(new() { Value = BytesAtOnce });
        // Column by column: a row with a body of megabytes would be copied once more.
        await using var rows = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellation);
        var answers = new List<KeptAnswer>();
        while (await rows.ReadAsync(cancellation))
        {
            answers.Add(new KeptAnswer
            {
                Address = rows.GetFieldValue<byte[]>(0),
                Number = rows.GetInt64(1),
                Status = rows.GetInt32(2),
                MediaType = rows.TextOrNull(3),
                Link = rows.TextOrNull(4),
                Body = await rows.GetFieldValueAsync<byte[]>(5, cancellation),
            });
        }
        return answers;
    }

    private async Task<long> LastNumberAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT coalesce(max(number), 0) FROM inventory_answers WHERE run_id = $1");
        command.Parameters.Add(new() { Value = run });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Writes what has come since, once the batch before it is written; its failure is told then.</summary>
    private async Task BeginWritingAsync()
    {
        await writing;
        (leaving, waiting) = (waiting, new Dictionary<string, KeptAnswer>(StringComparer.Ordinal));
        waitingBytes = 0;
        written = Stopwatch.GetTimestamp();
        // Not the cancellation of the call that happens to fill the batch: it is the whole reading's.
        writing = WriteAsync(leaving, Progress);
    }

    private async Task WriteAsync(Dictionary<string, KeptAnswer> answers, SyncProgress p)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (answers.Count > 0)
            batch.BatchCommands.Add(Insert(answers.Values));
        var (now, pages) = (clock.GetUtcNow(), answers.Count);
        batch.BatchCommands.Add(Statements.Of($"""
            UPDATE inventory_runs SET heartbeat_at = {now}, pages = pages + {pages}, users = GREATEST(users, {p.Users}),
                apps = GREATEST(apps, {p.Apps}), grants = GREATEST(grants, {p.Grants}),
                faults = CASE WHEN {pages} > 0 THEN 0 ELSE faults END
            WHERE id = {run} AND state = 'Running' RETURNING id
            """));
        // The answers of a run that has ended would never be deleted: the batch is one transaction, which then goes back.
        if (await batch.ExecuteScalarAsync(CancellationToken.None) is null)
            throw new RunEndedException();
        await transaction.CommitAsync(CancellationToken.None);
    }

    // Of two workers that were given the same step, the first one's answer stays.
    private NpgsqlBatchCommand Insert(Dictionary<string, KeptAnswer>.ValueCollection answers)
    {
        var insert = new NpgsqlBatchCommand("""
            INSERT INTO inventory_answers (run_id, address, number, status, media_type, link, body)
            SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
            """);
        insert.Parameters.Add(new() { Value = run });
        insert.Parameters.Add(Array(answers.Select(each => each.Address).ToArray(), NpgsqlDbType.Bytea));
        insert.Parameters.Add(Array(answers.Select(each => each.Number).ToArray(), NpgsqlDbType.Bigint));
        insert.Parameters.Add(Array(answers.Select(each => each.Status).ToArray(), NpgsqlDbType.Integer));
        insert.Parameters.Add(Array(answers.Select(each => each.MediaType).ToArray(), NpgsqlDbType.Text));
        insert.Parameters.Add(Array(answers.Select(each => each.Link).ToArray(), NpgsqlDbType.Text));
        insert.Parameters.Add(Array(answers.Select(each => each.Body).ToArray(), NpgsqlDbType.Bytea));
        return insert;
    }

    private static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType type) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
