using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>The operations of IAM Identity Center that remediation calls.</summary>
/// <remarks>https://docs.aws.amazon.com/singlesignon/latest/APIReference/welcome.html</remarks>
internal sealed class IdentityCenterEndpoint(AwsSimulatorOptions options)
{
    public const string Prefix = "SWBExternalService.";

    public static bool IsRead(string operation) => operation is "ListApplicationAccessScopes" or "GetApplicationGrant"
        or "DescribeApplicationAssignment";

    public SimulatedAnswer Answer(SimulatedAccount account, string operation, JsonElement body)
    {
        var rules = new JsonRules();
        var arn = rules.Text(body, "ApplicationArn", "", 1224, required: true);
        var fields = operation switch
        {
            "ListApplicationAccessScopes" => ["ApplicationArn", "NextToken", "MaxResults"],
            "PutApplicationAccessScope" => ["ApplicationArn", "Scope", "AuthorizedTargets"],
            "DeleteApplicationAccessScope" => ["ApplicationArn", "Scope"],
            "GetApplicationGrant" or "DeleteApplicationGrant" => ["ApplicationArn", "GrantType"],
            "PutApplicationGrant" => ["ApplicationArn", "GrantType", "Grant"],
            "DescribeApplicationAssignment" or "CreateApplicationAssignment" or "DeleteApplicationAssignment" =>
                (string[])["ApplicationArn", "PrincipalId", "PrincipalType"],
            _ => null,
        };
        if (fields is null)
            return AwsErrors.OfJson("UnknownOperationException");
        rules.Only(body, "", fields);
        if (rules.Errors.Count > 0)
            return AwsErrors.OfJson("ValidationException", string.Join("; ", rules.Errors));
        lock (account.Gate)
        {
            if (!account.Applications.TryGetValue(arn!, out var application))
                return AwsErrors.OfJson("ResourceNotFoundException");
            return operation.EndsWith("Scope", StringComparison.Ordinal) || operation.EndsWith("Scopes", StringComparison.Ordinal)
                ? Scope(application, operation, body)
                : operation.EndsWith("Grant", StringComparison.Ordinal) ? Grant(application, operation, body)
                : Assignment(application, operation, body);
        }
    }

    private SimulatedAnswer Scope(SimulatedApplication application, string operation, JsonElement body)
    {
        if (operation == "ListApplicationAccessScopes")
            return List(application, body);
        var scope = Text(body, "Scope");
        if (operation == "PutApplicationAccessScope")
        {
            application.Scopes[scope] = body.TryGetProperty("AuthorizedTargets", out var targets)
                ? [.. targets.EnumerateArray().Select(target => target.GetString()!)]
                : [];
            return Done();
        }
        return application.Scopes.Remove(scope) ? Done() : AwsErrors.OfJson("ResourceNotFoundException");
    }

    private SimulatedAnswer List(SimulatedApplication application, JsonElement body)
    {
        var from = body.TryGetProperty("NextToken", out var token) ? int.Parse(token.GetString()!, null) : 0;
        var page = application.Scopes.OrderBy(each => each.Key, StringComparer.Ordinal).Skip(from).Take(options.PageSize)
            .Select(each => (JsonNode)new JsonObject
            {
                ["Scope"] = each.Key,
                ["AuthorizedTargets"] = new JsonArray([.. each.Value.Select(target => (JsonNode)target)]),
            });
        var answer = new JsonObject { ["Scopes"] = new JsonArray([.. page]) };
        if (from + options.PageSize < application.Scopes.Count)
            answer["NextToken"] = $"{from + options.PageSize}";
        return new SimulatedAnswer(200, answer.ToJsonString());
    }

    private static SimulatedAnswer Grant(SimulatedApplication application, string operation, JsonElement body)
    {
        var type = Text(body, "GrantType");
        switch (operation)
        {
            case "GetApplicationGrant":
                return application.Grants.TryGetValue(type, out var grant)
                    ? new SimulatedAnswer(200, $$"""{"Grant":{{grant}}}""")
                    : AwsErrors.OfJson("ResourceNotFoundException");
            case "PutApplicationGrant":
                application.Grants[type] = body.GetProperty("Grant").GetRawText();
                return Done();
            default:
                return application.Grants.Remove(type) ? Done() : AwsErrors.OfJson("ResourceNotFoundException");
        }
    }

    private static SimulatedAnswer Assignment(SimulatedApplication application, string operation, JsonElement body)
    {
        var one = (Text(body, "PrincipalId"), Text(body, "PrincipalType"));
        return operation switch
        {
            "DescribeApplicationAssignment" when application.Assigned.Contains(one) =>
                new SimulatedAnswer(200, body.GetRawText()),
            "CreateApplicationAssignment" when application.Assigned.Add(one) => Done(),
            "CreateApplicationAssignment" => AwsErrors.OfJson("ConflictException"),
            "DeleteApplicationAssignment" when application.Assigned.Remove(one) => Done(),
            _ => AwsErrors.OfJson("ResourceNotFoundException"),
        };
    }

    private static string Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static SimulatedAnswer Done() => new(200, "{}");
}
