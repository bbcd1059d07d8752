using Npgsql;
using OAuthAttest.Evidence;

namespace OAuthAttest.Grants.Import;

/// <summary>One import, from the first record to the commit.</summary>
internal sealed class ImportRun(
    NpgsqlDataSource source,
    NpgsqlConnection connection,
    IInventoryReader reader,
    RiskOf riskOf,
    ImportOptions options,
    DateTimeOffset now,
    SourceState state,
    IProgress<ImportProgress>? progress)
{
    private const int ProgressEvery = 4096;
    private const long AnalyzeFrom = 10_000;

    private Reading reading = new(options.MaxListedErrors, now);
    private ImportRoster roster = new(source);
    private long grants;
    private long orphans;
    private string? lastPrincipal;
    private long? lastUser;

    public async Task<ImportResult> ExecuteAsync(CancellationToken cancellation)
    {
        var result = await ImportAsync(cancellation);
        // Analyzed here, because a campaign may open before autovacuum runs. These are the columns used in joins and filters.
        if (result.Grants.Added >= AnalyzeFrom && state.OwnsTable)
        {
            await Sql.ExecuteAsync(
                connection,
                "ANALYZE grants (id, source, app_id, user_id, consent_type, risk, status), users, apps",
                cancellation
            );
        }
        return result;
    }

    private async Task<ImportResult> ImportAsync(CancellationToken cancellation)
    {
        // The first import of what is at hand copies directly into the grants table. An import that may meet existing rows, or that waits
        // for another service, is staged first, outside any transaction.
        if ((reader.IsRemote && !options.IsAtHand) || reader is IAsksBack || state.HasGrants)
            return await StagedAsync(cancellation);
        try
        {
            return await StraightAsync(cancellation);
        }
        catch (PostgresException twice) when (twice is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: GrantMerge.KeyName })
        {
            (reading, roster, grants, orphans, lastPrincipal) = (
                new Reading(options.MaxListedErrors, now),
                new ImportRoster(source),
                0,
                0,
                null
            );
            return await StagedAsync(cancellation);
        }
    }

    private async Task<ImportResult> StraightAsync(CancellationToken cancellation)
    {
        await roster.LoadAsync(connection, reader.Provider, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var indexes = await TableIndexes.TakeOffAsync(transaction, "grants", cancellation);
        await ReadIntoAsync("grants", indexes is null ? null : new IdBlocks(source, "grants"), cancellation);
        if (indexes is not null)
            await indexes.PutBackAsync(cancellation);
        return await FinishAsync(transaction, new ImportCounts(grants, grants, 0, 0), cancellation);
    }

    private async Task<ImportResult> StagedAsync(CancellationToken cancellation)
    {
        await roster.LoadAsync(connection, reader.Provider, cancellation);
        await GrantMerge.CreateStageAsync(connection, cancellation);
        await ReadIntoAsync(GrantMerge.Stage, ids: null, cancellation);
        await GrantMerge.AnalyzeStageAsync(connection, cancellation);
        await ResolveRepeatedAsync(cancellation);
        if (reader is IAsksBack asked)
            await new AbsenceCheck(connection, reader, asked).ExecuteAsync(roster.IsRead, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var counts = await GrantMerge.MergeAsync(transaction, reader.Source, grants, now, state.LastSucceededAt, cancellation);
        var result = await FinishAsync(transaction, counts, cancellation);
        await GrantMerge.DropStageAsync(connection, cancellation);
        return result;
    }

    /// <param name="table">The target table of the grants.</param>
    /// <param name="ids">
    /// Supplies the ids in blocks, which is cheaper than calling the sequence for each row; null: the table generates the ids, or has
    /// none.
    /// </param>
    /// <param name="cancellation">Cancels the import.</param>
    private async Task ReadIntoAsync(string table, IdBlocks? ids, CancellationToken cancellation)
    {
        await using (
            var copy = await GrantCopy.BeginAsync(
                connection,
                table,
                ids,
                new GrantFacts(reader.Provider, riskOf, roster),
                reader,
                now,
                cancellation
            )
        )
        {
            var records = 0;
            await foreach (var record in reader.ReadAsync(reading, cancellation))
            {
                await TakeAsync(record, copy, cancellation);
                if (++records % ProgressEvery == 0)
                    Report();
            }
            RefuseErrors();
            await copy.CompleteAsync(cancellation);
        }
        Report();
        RefuseEmptiness();
        await RefuseAbsentListAsync(cancellation);
    }

    private async ValueTask TakeAsync(InventoryRecord record, GrantCopy copy, CancellationToken cancellation)
    {
        switch (record)
        {
            case GrantRecord grant:
                var user = UserId(grant.PrincipalId);
                grants++;
                if (user is null && grant.Consent == ConsentType.Principal)
                    orphans++;
                await copy.WriteAsync(grant, user, cancellation);
                break;
            case UserRecord user1:
                lastPrincipal = null;
                await roster.AddAsync(user1, cancellation);
                break;
            case AppRecord app1:
                await roster.AddAsync(app1, cancellation);
                break;
        }
    }

    /// <summary>
    /// Caches the last result: exports are ordered by user, and readers reuse one string for equal ids, so the next lookup is mostly the
    /// same.
    /// </summary>
    private long? UserId(string? principal)
    {
        if (!ReferenceEquals(principal, lastPrincipal))
            (lastPrincipal, lastUser) = (principal, roster.UserId(principal));
        return principal is null ? null : lastUser;
    }

    private async Task<ImportResult> FinishAsync(NpgsqlTransaction transaction, ImportCounts grantCounts, CancellationToken cancellation)
    {
        var merge = new RosterMerge(transaction, reader, now, state.LastSucceededAt);
        var result = new ImportResult
        {
            Source = reader.Source,
            Provider = reader.Provider,
            Users = await merge.UsersAsync(roster.Users, cancellation),
            Apps = await merge.AppsAsync(roster.Apps, cancellation),
            Grants = grantCounts,
            OrphanGrants = orphans,
            Files = reading.Files,
            WasRetired = state.IsRetired,
            OthersOfProvider = state.OthersOfProvider,
        };
        await SourceState.SucceededAsync(transaction, reader, now, grantCounts.Read, cancellation);
        await AuditLog.AppendAsync(transaction, now, [ImportEvidence.Of(result, options.Actor)], cancellation);
        await transaction.CommitAsync(cancellation);
        return result;
    }

    private void Report() =>
        progress?.Report(new ImportProgress(roster.ReadUsers, roster.ReadApps, grants, reading.BytesRead, reading.BytesTotal));

    private void RefuseErrors()
    {
        var errors = reading.Errors;
        if (errors.Count > 0)
        {
            throw new InventoryRejectedException(
                $"{reader.Source}: {errors.Count} {(errors.Count == 1 ? "error" : "errors")} in what was read. Nothing was imported.",
                errors.Listed,
                errors.Count
            );
        }
    }

    private void RefuseEmptiness()
    {
        if (options.AllowEmpty)
            return;
        if (grants == 0 && state.HasActiveGrants)
        {
            throw new InventoryRejectedException(
                $"{reader.Source}: the reading lists no grants, but the source had some. Nothing was changed. If they are really all "
                    + "gone, say so with --allow-empty."
            );
        }
        if (reader.ListsAllUsers && roster.ReadUsers == 0 && state.HasUsers)
        {
            throw new InventoryRejectedException(
                $"{reader.Source}: the reading lists no users, but the source had some. Nothing was changed. If they are really all "
                    + "gone, say so with --allow-empty."
            );
        }
    }

    /// <summary>A list that is left out says nothing about the grants that it held.</summary>
    private async Task RefuseAbsentListAsync(CancellationToken cancellation)
    {
        if (options.AllowEmpty || !state.HasActiveGrants)
            return;
        foreach (var (consent, list) in reading.Absent)
        {
            if (await SourceState.HasActiveGrantsAsync(source, reader, consent, cancellation))
            {
                throw new InventoryRejectedException(
                    $"{reader.Source}: the export has no file {list}, but the source had grants from such a list. Nothing was changed. "
                        + "Export that list too; if its grants are really all gone, say so with --allow-empty."
                );
            }
        }
    }

    // Grouping a million ids takes a second, so it is done again only where something was repeated.
    private async Task ResolveRepeatedAsync(CancellationToken cancellation)
    {
        var repeated = await GrantMerge.DuplicatesAsync(connection, options.MaxListedErrors, cancellation);
        if (repeated.Count > 0 && reader.Repeated != RepeatedGrants.AreAnError)
        {
            var repeats = new RepeatedGrantsMerge(connection, reader, riskOf, roster);
            (grants, orphans) = await repeats.ExecuteAsync(cancellation);
            repeated = await GrantMerge.DuplicatesAsync(connection, options.MaxListedErrors, cancellation);
        }
        if (repeated.Count > 0)
            await RefuseAsync(repeated, cancellation);
    }

    private async Task RefuseAsync(HashSet<string> duplicates, CancellationToken cancellation)
    {
        // The source is read a second time to find the position of the duplicate; only an error justifies that cost.
        var places = new RowErrors(options.MaxListedErrors);
        var first = new Dictionary<string, RecordOrigin>(StringComparer.Ordinal);
        await foreach (var record in reader.ReadAsync(new Reading(0, now), cancellation))
        {
            if (record is not GrantRecord grant || !duplicates.Contains(grant.ExternalId))
                continue;
            if (!first.TryAdd(grant.ExternalId, grant.Origin))
                places.Add(grant.Origin, "", $"the grant '{grant.ExternalId}' is there twice: first at {first[grant.ExternalId]}");
        }
        throw new InventoryRejectedException(
            $"{reader.Source}: some grants are listed more than once. Nothing was imported.",
            places.Listed,
            places.Count
        );
    }
}
