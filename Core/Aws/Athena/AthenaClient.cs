using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Aws.Athena;

/// <summary>Where and how queries run.</summary>
/// <param name="OutputLocation">Where their results go; null: where the workgroup says.</param>
internal sealed record AthenaPlace(string Database, string WorkGroup, string? OutputLocation);

/// <summary>Athena's queries in one account and Region. A result is never taken from an earlier query: that is not asked for.</summary>
/// <remarks>https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html</remarks>
internal sealed class AthenaClient(AwsApi api, AthenaPlace place)
{
    /// <summary>As in addresses and signatures.</summary>
    public const string Service = "athena";

    /// <summary>
    /// What AWS takes of starts in an account; of the other calls it takes more:
    /// https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
    /// </summary>
    public const int CallsPerSecond = 20;

    private const string Prefix = "AmazonAthena.";

    /// <summary>
    /// By which Athena knows a repetition of the same call: of the audit and the question, the attempt, and all that is asked, so that a
    /// call whose answer was lost starts no second query, and that of another one is never taken for it.
    /// </summary>
    public string TokenOf(AthenaQuestion question, string key, int attempt)
    {
        var text = new JsonObject { ["key"] = key, ["attempt"] = attempt, ["body"] = Of(question) }.ToJsonString();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <param name="token">
    /// Derived before the first attempt: a repetition with the same token and the same query gives the same id, and starts nothing.
    /// </param>
    /// <returns>The query's id.</returns>
    /// <inheritdoc cref="AwsApi.ReadAsync" path="/exception"/>
    public Task<string> StartAsync(AthenaQuestion question, string token, CancellationToken cancellation)
    {
        var body = Of(question);
        body["ClientRequestToken"] = token;
        return api.ReadAsync(
            $"{Prefix}StartQueryExecution", body, static (answer, _) => answer.Text("QueryExecutionId") ?? throw Unclear("query's id"),
            cancellation);
    }

    /// <inheritdoc cref="AwsApi.ReadAsync" path="/exception"/>
    public Task<AthenaStatus> StatusAsync(string id, CancellationToken cancellation) =>
        api.ReadAsync($"{Prefix}GetQueryExecution", Of(id), (answer, _) => Status(id, answer), cancellation);

    /// <param name="token">Of the page before; null: the first page.</param>
    /// <inheritdoc cref="AwsApi.ReadAsync" path="/exception"/>
    public Task<AthenaPage> PageAsync(AthenaQuestion question, string id, string? token, CancellationToken cancellation)
    {
        var body = Of(id);
        body["MaxResults"] = question.PageSize;
        if (token is not null)
            body["NextToken"] = token;
        return api.ReadAsync(
            $"{Prefix}GetQueryResults", body, (answer, _) => Page(answer, question.Columns, isFirst: token is null), cancellation);
    }

    /// <summary>One that is over stays as it is.</summary>
    /// <inheritdoc cref="AwsApi.ReadAsync" path="/exception"/>
    public Task<bool> StopAsync(string id, CancellationToken cancellation) =>
        api.ReadAsync($"{Prefix}StopQueryExecution", Of(id), static (_, _) => true, cancellation);

    private JsonObject Of(AthenaQuestion question)
    {
        var body = new JsonObject
        {
            ["QueryString"] = question.Sql,
            ["ExecutionParameters"] = new JsonArray([.. question.Parameters.Select(each => (JsonNode)each)]),
            ["QueryExecutionContext"] = new JsonObject { ["Database"] = place.Database },
            ["WorkGroup"] = place.WorkGroup,
        };
        if (place.OutputLocation is { } location)
            body["ResultConfiguration"] = new JsonObject { ["OutputLocation"] = location };
        return body;
    }

    private static JsonObject Of(string id) => new() { ["QueryExecutionId"] = id };

    private static AthenaStatus Status(string id, JsonElement answer)
    {
        var execution = answer.Field("QueryExecution");
        var status = execution.Field("Status");
        if (execution.Text("QueryExecutionId") != id)
            throw Unclear("query that was asked about");
        return new AthenaStatus(
            status.Text("State") switch
            {
                "QUEUED" => AthenaState.Queued,
                "RUNNING" => AthenaState.Running,
                "SUCCEEDED" => AthenaState.Succeeded,
                "FAILED" => AthenaState.Failed,
                "CANCELLED" => AthenaState.Cancelled,
                _ => throw Unclear("query's state"),
            },
            status.Field("AthenaError").Text("ErrorMessage") ?? status.Text("StateChangeReason"),
            status.Field("AthenaError").Field("Retryable") is { ValueKind: JsonValueKind.True },
            long.TryParse(
                execution.Field("Statistics").Text("DataScannedInBytes"), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? bytes
                : null);
    }

    private static AthenaPage Page(JsonElement answer, IReadOnlyList<string> columns, bool isFirst)
    {
        var result = answer.Field("ResultSet");
        var names = result.Field("ResultSetMetadata").Field("ColumnInfo").Items().Select(each => each.Text("Name"));
        if (result.Field("Rows") is not { ValueKind: JsonValueKind.Array } list || !names.SequenceEqual(columns, StringComparer.Ordinal))
            throw Unclear("columns that were asked for");
        List<IReadOnlyList<string?>> rows = [.. list.EnumerateArray().Select(row => Row(row, columns.Count))];
        var isHead = rows is [var head, ..] && head.SequenceEqual(columns, StringComparer.Ordinal);
        // A query's first page begins with the names of its columns, and no other does:
        // https://github.com/uber/athenadriver/blob/master/resources/UndocumentedAthena.md
        if (isHead != isFirst)
            throw Unclear(isFirst ? "row of the columns' names" : "page that was asked for, and is the first one again");
        return new AthenaPage(isFirst ? rows[1..] : rows, answer.Text("NextToken"));
    }

    private static IReadOnlyList<string?> Row(JsonElement row, int columns)
    {
        if (row.Field("Data") is not { ValueKind: JsonValueKind.Array } data || data.GetArrayLength() != columns)
            throw Unclear("row with all columns");
        return [.. data.EnumerateArray().Select(Cell)];
    }

    /// <summary>A cell without a value is an empty object; an empty text is a value.</summary>
    private static string? Cell(JsonElement cell) => (cell.ValueKind, cell.Field("VarCharValue")) switch
    {
        (JsonValueKind.Object, null or { ValueKind: JsonValueKind.Null }) => null,
        (JsonValueKind.Object, { ValueKind: JsonValueKind.String } value) => value.GetString(),
        _ => throw Unclear("row of texts"),
    };

    private static AwsUnavailableException Unclear(string missing) => new($"Athena: the answer has no {missing}");
}
