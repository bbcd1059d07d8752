using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OAuthAttest.Local.Simulators.Identity;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>Athena's queries: the four calls that run one and read its result.</summary>
/// <param name="athena">Null: there is none in this world.</param>
/// <remarks>https://docs.aws.amazon.com/athena/latest/APIReference/API_Operations.html</remarks>
internal sealed partial class AthenaEndpoint(AwsSimulatorOptions options, SimulatedAthena? athena, ListPages pages) : IDisposable
{
    public const string Prefix = "AmazonAthena.";

    private const int MostRows = 1_000;
    private const int LongestQuery = 262_144;
    private const int LongestParameter = 1_024;
    private const string Wrong = "InvalidRequestException";

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ConcurrentDictionary<string, SimulatedQuery> queries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Request, string Id)> tokens = new(StringComparer.Ordinal);
    private readonly List<SimulatedQuery> started = [];

    // In real time, also where the world has another: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
    private readonly CallLimit starts = new(new CallRate(80, 20), TimeProvider.System);
    private readonly CallLimit looks = new(new CallRate(200, 100), TimeProvider.System);

    /// <summary>In the order in which they were started.</summary>
    public IReadOnlyList<SimulatedQuery> Queries
    {
        get
        {
            lock (started)
                return [.. started];
        }
    }

    public void Dispose() => turn.Dispose();

    public async Task<SimulatedAnswer> AnswerAsync(
        string account, string region, string operation, JsonElement asked, CancellationToken cancellation)
    {
        if (asked.ValueKind != JsonValueKind.Object)
            return AwsErrors.OfJson("SerializationException");
        if (athena is null || account != athena.Account || region != athena.Region)
            return AwsErrors.OfJson(Wrong, "WorkGroup is not found.");
        if ((operation is "StartQueryExecution" or "StopQueryExecution" ? starts : looks).Take() is not null)
            return AwsErrors.OfJson("ThrottlingException", "Rate exceeded");
        if (operation == "StartQueryExecution")
            return await StartAsync(asked, cancellation);
        var rules = new JsonRules();
        rules.Only(asked, "", operation == "GetQueryResults" ? ["QueryExecutionId", "NextToken", "MaxResults"] : ["QueryExecutionId"]);
        var id = rules.Text(asked, "QueryExecutionId", "", 128, required: true);
        if (rules.Errors.Count > 0)
            return AwsErrors.OfJson(Wrong, string.Join("; ", rules.Errors));
        if (!queries.TryGetValue(id!, out var query))
            return AwsErrors.OfJson(Wrong, $"QueryExecution {id} was not found");
        return operation switch
        {
            "GetQueryExecution" => Look(query),
            "GetQueryResults" => Results(query, asked),
            "StopQueryExecution" => Stop(query),
            _ => AwsErrors.OfJson("UnknownOperationException"),
        };
    }

    private async Task<SimulatedAnswer> StartAsync(JsonElement asked, CancellationToken cancellation)
    {
        var rules = new JsonRules();
        rules.Only(asked, "", "QueryString", "ExecutionParameters", "ClientRequestToken", "QueryExecutionContext", "WorkGroup",
            "ResultConfiguration");
        var sql = rules.Text(asked, "QueryString", "", LongestQuery, required: true);
        var token = rules.Text(asked, "ClientRequestToken", "", 128, required: true);
        if (token is { Length: < 32 })
            rules.Fail("ClientRequestToken", "must have 32 to 128 characters");
        var parameters = rules.List(asked, "ExecutionParameters", "", 1, int.MaxValue);
        if (parameters.Any(each => each.GetString() is not { Length: >= 1 and <= LongestParameter }))
            rules.Fail("ExecutionParameters", "must be of texts of 1 to 1024 characters");
        if (rules.Object(asked, "QueryExecutionContext", "", required: true) is { } context)
        {
            rules.Only(context, "QueryExecutionContext.", "Database");
            rules.Text(context, "Database", "QueryExecutionContext.", 255, required: true);
        }
        var group = rules.Text(asked, "WorkGroup", "", 128, required: true);
        var given = rules.Object(asked, "ResultConfiguration", "", required: false) is { } result
            ? rules.Text(result, "OutputLocation", "ResultConfiguration.", 1024, required: true)
            : null;
        if (given is not null && !Location().IsMatch(given))
            rules.Fail("ResultConfiguration.OutputLocation", "is no place in S3");
        if (rules.Errors.Count > 0)
            return AwsErrors.OfJson(Wrong, string.Join("; ", rules.Errors));
        if (group != athena!.WorkGroup)
            return AwsErrors.OfJson(Wrong, "WorkGroup is not found.");
        // As it was seen: https://github.com/classmethod/athena-query/issues/10
        if ((given ?? athena.OutputLocation) is null)
        {
            return AwsErrors.OfJson(Wrong, "No output location provided. An output location is required either through the Workgroup "
                + "result configuration setting or as an API input.");
        }
        await turn.WaitAsync(cancellation);
        try
        {
            return await StartAsync((token!, asked.GetRawText()), sql!, [.. parameters.Select(each => each.GetString()!)], cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The same token and the same query: the same answer, and nothing is started.</summary>
    private async Task<SimulatedAnswer> StartAsync(
        (string Token, string Request) asked, string sql, IReadOnlyList<string> parameters, CancellationToken cancellation)
    {
        if (tokens.TryGetValue(asked.Token, out var known))
        {
            // As it was seen: https://github.com/DyfanJones/noctua/issues/104
            return known.Request == asked.Request ? Started(known.Id) : AwsErrors.OfJson(Wrong, "Idempotent parameters do not match");
        }
        var id = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{queries.Count + 1:x12}");
        var query = new SimulatedQuery(id, sql) { Ending = athena!.Ending() };
        await athena.RunAsync(query, parameters, cancellation);
        queries[id] = query;
        lock (started)
            started.Add(query);
        tokens[asked.Token] = (asked.Request, id);
        return Started(id);
    }

    private static SimulatedAnswer Started(string id) => new(200, new JsonObject { ["QueryExecutionId"] = id }.ToJsonString());

    private SimulatedAnswer Look(SimulatedQuery query)
    {
        lock (query)
        {
            query.Looks++;
            if (!query.IsOver && query.Looks > 1)
                query.State = query.Looks > athena!.Looks && query.Ending != QueryEnding.NeverEnds ? End(query) : "RUNNING";
            return new SimulatedAnswer(200, Json(query).ToJsonString());
        }
    }

    private static string End(SimulatedQuery query)
    {
        switch (query.Ending)
        {
            case QueryEnding.FailsForNow:
                (query.Reason, query.IsRetryable) = ("Query exhausted resources at this scale factor", true);
                return "FAILED";
            case QueryEnding.Fails:
                query.Reason = "HIVE_CURSOR_ERROR: \u001b[31mRow is not a valid JSON Object\u001b[0m";
                return "FAILED";
            case QueryEnding.Cancelled:
                return "CANCELLED";
            default:
                return query.Reason is null ? "SUCCEEDED" : "FAILED";
        }
    }

    private JsonObject Json(SimulatedQuery query)
    {
        var status = new JsonObject { ["State"] = query.State, ["SubmissionDateTime"] = 1.5e9 };
        if (query.State == "FAILED")
        {
            status["StateChangeReason"] = query.Reason;
            status["AthenaError"] = new JsonObject
            {
                ["ErrorCategory"] = query.IsRetryable ? 1 : 2,
                ["ErrorType"] = query.IsRetryable ? 1 : 1006,
                ["Retryable"] = query.IsRetryable,
                ["ErrorMessage"] = query.Reason,
            };
        }
        return new JsonObject
        {
            ["QueryExecution"] = new JsonObject
            {
                ["QueryExecutionId"] = query.Id,
                ["Query"] = query.Sql,
                ["StatementType"] = "DML",
                ["SubstatementType"] = "SELECT",
                ["Status"] = status,
                ["Statistics"] = new JsonObject { ["DataScannedInBytes"] = query.IsOver ? athena!.Size : 0 },
                ["WorkGroup"] = athena!.WorkGroup,
                ["EngineVersion"] = new JsonObject { ["EffectiveEngineVersion"] = "Athena engine version 3" },
            },
        };
    }

    private static SimulatedAnswer Stop(SimulatedQuery query)
    {
        lock (query)
        {
            if (!query.IsOver)
                query.State = "CANCELLED";
        }
        return new SimulatedAnswer(200, "{}");
    }

    private SimulatedAnswer Results(SimulatedQuery query, JsonElement asked)
    {
        // As it was seen: https://github.com/mtanda/grafana-aws-athena-datasource/issues/38
        if (!query.IsOver)
            return AwsErrors.OfJson(Wrong, $"Query has not yet finished. Current state: {query.State}");
        if (query.State != "SUCCEEDED")
            return AwsErrors.OfJson(Wrong, $"Query did not finish successfully. Final query state: {query.State}");
        if (!asked.TryGetProperty("MaxResults", out var most) || !most.TryGetInt32(out var size) || size is < 1 or > MostRows)
            return AwsErrors.OfJson(Wrong, "MaxResults must be 1 to 1000");
        var token = asked.TryGetProperty("NextToken", out var next) ? next.GetString() : null;
        var columns = query.Rows[0];
        var list = $"results/{columns[0]}";
        if (pages.Take(list, query.Rows, Math.Min(size, options.PageSize), token, $"/{query.Id}") is not { } page)
            return AwsErrors.OfJson(Wrong, "Could not find results");
        var answer = new JsonObject
        {
            ["UpdateCount"] = 0,
            ["ResultSet"] = new JsonObject
            {
                ["Rows"] = new JsonArray([.. page.Items.Select(Row)]),
                ["ResultSetMetadata"] = new JsonObject
                {
                    ["ColumnInfo"] = new JsonArray([.. columns.Select(name =>
                        new JsonObject { ["CatalogName"] = "hive", ["Name"] = name, ["Label"] = name, ["Type"] = "varchar" })]),
                },
            },
        };
        if (page.Next is not null)
            answer["NextToken"] = page.Next;
        return page.Answer(new SimulatedAnswer(200, answer.ToJsonString()));
    }

    private static JsonNode Row(string?[] cells) => new JsonObject
    {
        ["Data"] = new JsonArray([.. cells.Select(cell => cell is null ? new JsonObject() : new JsonObject { ["VarCharValue"] = cell })]),
    };

    [GeneratedRegex("^s3://[a-z0-9.-]+/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Location();
}
