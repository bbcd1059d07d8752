using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>A runbook of Systems Manager.</summary>
/// <param name="Parameters">With their defaults; null: it must be given.</param>
/// <param name="Run">Does its work, and gives its outputs; what it throws is why it failed.</param>
public sealed record SimulatedRunbook(
    string Version,
    IReadOnlyDictionary<string, string?> Parameters,
    Func<SimulatedExecution, string> Run
)
{
    /// <summary>The account it runs in has the lock.</summary>
    internal string Hash => $"hash-of-{Version}";
}

/// <summary>One run of a runbook.</summary>
public sealed class SimulatedExecution
{
    public required string Id { get; init; }

    public required string Runbook { get; init; }

    public required string Token { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters { get; init; }

    /// <summary>As AWS writes it.</summary>
    public string Status { get; internal set; } = "InProgress";

    public string? Failure { get; internal set; }

    public string? Output { get; internal set; }

    /// <summary>How often it is looked at before it ends.</summary>
    internal int Looks { get; set; }
}

/// <summary>The operations of Systems Manager that remediation calls.</summary>
/// <remarks>https://docs.aws.amazon.com/systems-manager/latest/APIReference/Welcome.html</remarks>
internal static class RunbookEndpoint
{
    public const string Prefix = "AmazonSSM.";
    public const string Start = "StartAutomationExecution";

    public static bool IsRead(string operation) => operation is "DescribeDocument" or "DescribeAutomationExecutions"
        or "GetAutomationExecution";

    /// <summary>What a call needs besides the permission of its own name.</summary>
    public static IEnumerable<string> Also(string operation, JsonElement body)
    {
        if (operation != Start)
            yield break;
        if (body.TryGetProperty("Tags", out _))
            yield return "ssm:AddTagsToResource";
        if (body.TryGetProperty("Parameters", out var parameters) && parameters.TryGetProperty("AutomationAssumeRole", out _))
            yield return "iam:PassRole";
    }

    public static SimulatedAnswer Answer(SimulatedAccount account, string operation, JsonElement body)
    {
        lock (account.Gate)
        {
            return operation switch
            {
                "DescribeDocument" => Describe(account, body),
                "DescribeAutomationExecutions" => List(account, body),
                "GetAutomationExecution" => Get(account, body),
                Start => Begin(account, body),
                _ => AwsErrors.OfJson("UnknownOperationException"),
            };
        }
    }

    private static SimulatedAnswer Describe(SimulatedAccount account, JsonElement body)
    {
        var rules = new JsonRules();
        var name = rules.Text(body, "Name", "", 128, required: true);
        rules.Only(body, "", "Name");
        if (rules.Errors.Count > 0)
            return AwsErrors.OfJson("ValidationException", string.Join("; ", rules.Errors));
        return account.Runbooks.TryGetValue(name!, out var runbook)
            ? Done(new JsonObject
            {
                ["Document"] = new JsonObject
                {
                    ["Name"] = name,
                    ["DocumentVersion"] = runbook.Version,
                    ["DefaultVersion"] = runbook.Version,
                    ["Hash"] = runbook.Hash,
                    ["HashType"] = "Sha256",
                    ["Status"] = "Active",
                    ["DocumentType"] = "Automation",
                    ["Parameters"] = new JsonArray([.. runbook.Parameters.Select(each => (JsonNode)new JsonObject
                    {
                        ["Name"] = each.Key,
                        ["Type"] = "String",
                        ["DefaultValue"] = each.Value,
                    })]),
                },
            })
            : AwsErrors.OfJson("InvalidDocument");
    }

    private static SimulatedAnswer List(SimulatedAccount account, JsonElement body)
    {
        var rules = new JsonRules();
        rules.Only(body, "", "Filters", "NextToken", "MaxResults");
        if (rules.Errors.Count > 0
            || !body.TryGetProperty("Filters", out var filters) || filters.GetArrayLength() != 1
            || filters[0].GetProperty("Key").GetString() != "TagKey")
        {
            return AwsErrors.OfJson("InvalidFilterKey");
        }
        var tag = filters[0].GetProperty("Values")[0].GetString()!;
        return Done(new JsonObject
        {
            ["AutomationExecutionMetadataList"] = new JsonArray(
            [
                .. account.Executions.Where(each => each.Tags.Contains(tag, StringComparer.Ordinal)).Skip(account.UnlistedExecutions)
                    .Select(each => (JsonNode)new JsonObject
                    {
                        ["AutomationExecutionId"] = each.Id,
                        ["AutomationExecutionStatus"] = each.Status,
                    }),
            ]),
        });
    }

    private static SimulatedAnswer Get(SimulatedAccount account, JsonElement body)
    {
        var id = body.GetProperty("AutomationExecutionId").GetString();
        if (account.Executions.Find(each => each.Id == id) is not { } execution)
            return AwsErrors.OfJson("AutomationExecutionNotFoundException");
        if (execution.Status == "InProgress" && execution.Looks-- <= 0)
            Finish(account.Runbooks[execution.Runbook], execution);
        var answer = new JsonObject
        {
            ["AutomationExecutionId"] = execution.Id,
            ["DocumentName"] = execution.Runbook,
            ["AutomationExecutionStatus"] = execution.Status,
        };
        if (execution.Failure is { } failure)
            answer["FailureMessage"] = failure;
        if (execution.Output is { } output)
            answer["Outputs"] = new JsonObject { ["Runbook.Output"] = new JsonArray(output) };
        return Done(new JsonObject { ["AutomationExecution"] = answer });
    }

    private static SimulatedAnswer Begin(SimulatedAccount account, JsonElement body)
    {
        if (Refused(account, body) is { } refused)
            return refused;
        var (name, token, parameters) = (Text(body, "DocumentName"), Text(body, "ClientToken"), ParametersOf(body));
        if (account.Executions.Find(each => each.Token == token) is { } known)
        {
            return account.TakesTokensOnce || known.Runbook != name
                ? AwsErrors.OfJson("IdempotentParameterMismatch")
                : Done(new JsonObject { ["AutomationExecutionId"] = known.Id });
        }
        var execution = new SimulatedExecution
        {
            Id = $"00000000-0000-4000-8000-{account.Executions.Count + 1:000000000000}",
            Runbook = name,
            Token = token,
            Tags = [.. body.GetProperty("Tags").EnumerateArray().Select(tag => tag.GetProperty("Key").GetString()!)],
            Parameters = parameters,
            Looks = account.RunbookLooks,
        };
        account.Executions.Add(execution);
        return Done(new JsonObject { ["AutomationExecutionId"] = execution.Id });
    }

    private static SimulatedAnswer? Refused(SimulatedAccount account, JsonElement body)
    {
        var rules = new JsonRules();
        var name = rules.Text(body, "DocumentName", "", 128, required: true);
        var version = rules.Text(body, "DocumentVersion", "", 20, required: true);
        var token = rules.Text(body, "ClientToken", "", 36, required: true);
        rules.Only(body, "", "DocumentName", "DocumentVersion", "ClientToken", "Parameters", "Tags");
        if (rules.Errors.Count > 0 || !Guid.TryParseExact(token, "D", out _))
            return AwsErrors.OfJson("ValidationException", string.Join("; ", rules.Errors));
        if (!account.Runbooks.TryGetValue(name!, out var runbook))
            return AwsErrors.OfJson("AutomationDefinitionNotFoundException");
        if (runbook.Version != version)
            return AwsErrors.OfJson("AutomationDefinitionVersionNotFoundException");
        var parameters = ParametersOf(body);
        if (parameters.Keys.Any(key => !runbook.Parameters.ContainsKey(key))
            || runbook.Parameters.Any(each => each.Value is null && !parameters.ContainsKey(each.Key)))
        {
            return AwsErrors.OfJson("InvalidAutomationExecutionParametersException");
        }
        return null;
    }

    private static Dictionary<string, IReadOnlyList<string>> ParametersOf(JsonElement body) =>
        body.GetProperty("Parameters").EnumerateObject().ToDictionary(
            one => one.Name, IReadOnlyList<string> (one) => [.. one.Value.EnumerateArray().Select(value => value.GetString()!)]);

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private static void Finish(SimulatedRunbook runbook, SimulatedExecution execution)
    {
        try
        {
            (execution.Output, execution.Status) = (runbook.Run(execution), "Success");
        }
        catch (InvalidOperationException failed)
        {
            (execution.Failure, execution.Status) = (failed.Message, "Failed");
        }
    }

    private static SimulatedAnswer Done(JsonObject answer) => new(200, answer.ToJsonString());
}
