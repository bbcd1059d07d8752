using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>
/// A table of CloudTrail's records that Athena has, kept in PostgreSQL with the same columns: a query is really run there, read-only,
/// so that a wrong one fails.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html</remarks>
public sealed partial class SimulatedAthena : IAsyncDisposable
{
    private const string Columns = """
        eventversion text, useridentity $.useridentity, eventtime text COLLATE "C", eventsource text, eventname text, awsregion text,
        sourceipaddress text, useragent text, errorcode text, errormessage text, requestparameters text, responseelements text,
        additionaleventdata text, requestid text, eventid text, resources text, eventtype text, apiversion text, readonly text,
        recipientaccountid text, serviceeventdetails text, sharedeventid text, vpcendpointid text, tlsdetails text
        """;

    private const string Types = """
        CREATE SCHEMA $;
        CREATE TYPE $.attributes AS (mfaauthenticated text, creationdate text);
        CREATE TYPE $.sessionissuer AS (type text, principalid text, arn text, accountid text, username text);
        CREATE TYPE $.sessioncontext AS (
            attributes $.attributes, sessionissuer $.sessionissuer, ec2roledelivery text, webidfederationdata text);
        CREATE TYPE $.useridentity AS (
            type text, principalid text, arn text, accountid text, invokedby text, accesskeyid text, username text,
            sessioncontext $.sessioncontext);
        """;

    private readonly NpgsqlDataSource source;
    private readonly ConcurrentQueue<QueryEnding> endings = new();
    private long size;

    private SimulatedAthena(NpgsqlDataSource source) => this.source = source;

    public string Account { get; init; } = "";

    public string Region { get; init; } = "";

    public string Database { get; init; } = "default";

    public string Table { get; init; } = "cloudtrail_logs";

    public string WorkGroup { get; init; } = "primary";

    /// <summary>Where the workgroup has its results written; null: each query must say.</summary>
    public string? OutputLocation { get; init; }

    /// <summary>How often a query is looked at before it is over.</summary>
    public int Looks { get; init; } = 2;

    /// <summary>Bytes of the table: its days are no partitions here.</summary>
    public long Size => Interlocked.Read(ref size);

    /// <param name="connectionString">Of a database in which nothing of that name is.</param>
    public static async Task<SimulatedAthena> CreateAsync(
        string connectionString, string account, string region, string database = "security", string table = "cloudtrail_logs")
    {
        var athena = new SimulatedAthena(new NpgsqlDataSourceBuilder(connectionString).Build())
        {
            Account = account,
            Region = region,
            Database = database,
            Table = table,
            OutputLocation = "s3://simulated-athena/",
        };
        var schema = $"\"{database}\"";
        await using var command = athena.source.CreateCommand(
            $"{Types} CREATE TABLE $.\"{table}\" ({Columns}, \"timestamp\" text COLLATE \"C\")"
                .Replace("$", schema, StringComparison.Ordinal));
        await command.ExecuteNonQueryAsync();
        return athena;
    }

    /// <summary>A record was delivered.</summary>
    /// <param name="record">As CloudTrail writes it.</param>
    public async Task AddAsync(string record, DateTimeOffset deliveredAt)
    {
        var json = Lowered(JsonNode.Parse(record)!.AsObject());
        if (json["useridentity"] is JsonObject identity)
            json["useridentity"] = Deep(identity);
        json["timestamp"] = deliveredAt.UtcDateTime.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);
        var table = $"\"{Database}\".\"{Table}\"";
        await using var command = source.CreateCommand($"INSERT INTO {table} SELECT * FROM json_populate_record(null::{table}, $1)");
        command.Parameters.Add(new() { Value = json.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Json });
        await command.ExecuteNonQueryAsync();
        Interlocked.Add(ref size, record.Length);
    }

    /// <summary>How the next queries end.</summary>
    public void Next(params IEnumerable<QueryEnding> next)
    {
        foreach (var ending in next)
            endings.Enqueue(ending);
    }

    public void Mend() => endings.Clear();

    public ValueTask DisposeAsync() => source.DisposeAsync();

    internal QueryEnding Ending() => endings.TryDequeue(out var ending) ? ending : QueryEnding.AsItRuns;

    /// <summary>Runs a query, and keeps what came of it.</summary>
    internal async Task RunAsync(SimulatedQuery query, IReadOnlyList<string> parameters, CancellationToken cancellation)
    {
        try
        {
            query.Rows = await ReadAsync(query.Sql, parameters, cancellation);
        }
        catch (Exception e) when (e is PostgresException or FormatException)
        {
            query.Reason = $"SYNTAX_ERROR: {e.Message}";
        }
    }

    private async Task<IReadOnlyList<string?[]>> ReadAsync(
        string sql, IReadOnlyList<string> parameters, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var limits = new NpgsqlCommand("SET TRANSACTION READ ONLY; SET LOCAL search_path = ''", connection, transaction))
            await limits.ExecuteNonQueryAsync(cancellation);
        await using var command = new NpgsqlCommand(Numbered(sql, parameters.Count), connection, transaction);
        foreach (var parameter in parameters)
            command.Parameters.Add(Typed(parameter));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<string?[]> { Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray() };
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i =>
                reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))]);
        }
        return rows;
    }

    /// <summary>With PostgreSQL's placeholders. Athena takes placeholders in WHERE alone.</summary>
    private static string Numbered(string sql, int given)
    {
        var (number, isInside) = (0, false);
        var text = Token().Replace(sql, token =>
        {
            isInside |= token.Value.Equals("where", StringComparison.OrdinalIgnoreCase);
            if (token.Value != "?")
                return token.Value;
            return isInside
                ? $"${++number}"
                : throw new FormatException("a parameter stands outside of WHERE");
        });
        // As it was seen: https://github.com/aws/aws-sdk-js-v3/issues/3837
        return number == given ? text : throw new FormatException($"Incorrect number of parameters: expected {number} but found {given}");
    }

    /// <summary>A parameter is an expression of SQL. Of these, texts and whole numbers are known here.</summary>
    private static NpgsqlParameter Typed(string parameter)
    {
        if (Text().IsMatch(parameter))
        {
            var text = parameter[1..^1].Replace("''", "'", StringComparison.Ordinal);
            return new NpgsqlParameter { Value = text, NpgsqlDbType = NpgsqlDbType.Text };
        }
        return long.TryParse(parameter, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new NpgsqlParameter { Value = number, NpgsqlDbType = NpgsqlDbType.Bigint }
            : throw new FormatException($"Column '{parameter}' cannot be resolved");
    }

    /// <summary>Hive knows no capitals in names.</summary>
    private static JsonObject Lowered(JsonObject json) => new(json.Select(each =>
        KeyValuePair.Create(each.Key.ToLowerInvariant(), each.Value?.DeepClone())));

    private static JsonObject Deep(JsonObject json)
    {
        var lowered = Lowered(json);
        foreach (var (name, value) in lowered.ToList())
        {
            if (value is JsonObject within && name != "webidfederationdata")
                lowered[name] = Deep(within);
        }
        return lowered;
    }

    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|\?|\bwhere\b""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("^'([^']|'')*'$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Text();
}
