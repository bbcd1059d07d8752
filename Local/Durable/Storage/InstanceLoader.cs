using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using HistoryEvent = Microsoft.DurableTask.Protobuf.HistoryEvent;

namespace OAuthAttest.Local.Durable.Storage;

/// <summary>An instance as it is stored.</summary>
internal sealed record StoredInstance(InstanceState State, List<HistoryEvent> History, int NextChunk);

internal interface ILoadOwner
{
    public string Id { get; }

    /// <param name="instance">Null when there is no such instance.</param>
    public void OnLoaded(StoredInstance? instance);

    public void OnLoadFailed(Exception reason);
}

/// <summary>Reads instances that are not in memory, many in one query: while one query runs, the next group collects.</summary>
internal sealed partial class InstanceLoader : IAsyncDisposable
{
    private const int LargestGroup = 200;

    private const string ByIds =
        $"select {InstanceRow.Columns}, {InstanceRow.PayloadColumns} from durable.instances i where i.id = any($1)";

    private const string HistoryByIds =
        """
        select h.instance_key, h.chunk, h.events
        from durable.instances i join durable.history h on h.instance_key = i.key
        where i.id = any($1)
        order by h.instance_key, h.chunk
        """;

    private readonly NpgsqlDataSource source;
    private readonly TimeSpan outageTolerance;
    private readonly Action<Exception> onGivingUp;
    private readonly ILogger logger;
    private readonly Channel<ILoadOwner> queue = Channel.CreateUnbounded<ILoadOwner>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task loop;

    // Given up, or about to be disposed of: no more patience with the database.
    private volatile bool isEnding;

    public InstanceLoader(NpgsqlDataSource source, TimeSpan outageTolerance, Action<Exception> onGivingUp, ILogger logger)
    {
        this.source = source;
        this.outageTolerance = outageTolerance;
        this.onGivingUp = onGivingUp;
        this.logger = logger;
        loop = Task.Run(RunAsync);
    }

    public void Request(ILoadOwner owner)
    {
        if (!queue.Writer.TryWrite(owner))
        {
            owner.OnLoadFailed(new ObjectDisposedException("DurableEngine"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        isEnding = true;
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task RunAsync()
    {
        var group = new List<ILoadOwner>();
        while (await queue.Reader.WaitToReadAsync())
        {
            while (group.Count < LargestGroup && queue.Reader.TryRead(out var owner))
            {
                group.Add(owner);
            }

            await LoadAsync(group);
            group.Clear();
        }
    }

    private async Task LoadAsync(List<ILoadOwner> group)
    {
        Dictionary<string, StoredInstance> found;
        try
        {
            found = await ReadPatientlyAsync([.. group.Select(owner => owner.Id)]);
        }
        catch (Exception failed) when (group.Count > 1 && !Outages.IsOne(failed))
        {
            // One that cannot be read must not fail the others of its group.
            foreach (var owner in group)
            {
                await LoadAsync([owner]);
            }

            return;
        }
        catch (Exception failed)
        {
            if (Outages.IsOne(failed) && !isEnding)
            {
                // What waited for these instances, such as their timers, would be lost.
                isEnding = true;
                onGivingUp(failed);
            }

            group.ForEach(owner => owner.OnLoadFailed(failed));
            return;
        }

        group.ForEach(owner => owner.OnLoaded(found.GetValueOrDefault(owner.Id)));
    }

    private async Task<Dictionary<string, StoredInstance>> ReadPatientlyAsync(string[] ids)
    {
        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadAsync(ids);
            }
            catch (Exception outage) when (!isEnding && Outages.IsOne(outage)
                && Stopwatch.GetElapsedTime(started) < outageTolerance)
            {
                LogOutage(logger, attempt, outage.Message);
                await Outages.PauseAsync(attempt);
            }
        }
    }

    private async Task<Dictionary<string, StoredInstance>> ReadAsync(string[] ids)
    {
        await using var batch = source.CreateBatch();
        foreach (var sql in (ReadOnlySpan<string>)[ByIds, HistoryByIds])
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync();
        var byKey = new Dictionary<long, StoredInstance>();
        while (await reader.ReadAsync())
        {
            var state = InstanceRow.Read(reader, payloads: true);
            byKey.Add(state.Key, new StoredInstance(state, [], 0));
        }

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            var key = reader.GetInt64(0);
            byKey[key].History.AddRange(HistoryEvents.Decode(reader.GetFieldValue<byte[]>(2)));
            byKey[key] = byKey[key] with { NextChunk = reader.GetInt32(1) + 1 };
        }

        return byKey.Values.ToDictionary(stored => stored.State.Id, StringComparer.Ordinal);
    }

    [LoggerMessage(
        EventId = 2013,
        Level = LogLevel.Warning,
        Message = "The database cannot be reached, attempt {Attempt} to read instances: {Reason}"
    )]
    private static partial void LogOutage(ILogger logger, int attempt, string reason);
}
