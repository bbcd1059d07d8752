using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>A call that changed something in an account, as CloudTrail will show it.</summary>
/// <param name="Method">Such as <c>iam:DetachRolePolicy</c>.</param>
/// <param name="Session">The name of the session that made it.</param>
public sealed record SimulatedChange(string Account, string Method, string Session, DateTimeOffset At);

/// <summary>
/// The services in which something is done: IAM, Cognito, Identity Center, Systems Manager. What changes something stands in CloudTrail.
/// </summary>
internal sealed class ActingEndpoints(AwsSimulatorOptions options, SimulatedHistory history, TimeProvider clock)
{
    private readonly IamEndpoint iam = new(options);
    private readonly IdentityCenterEndpoint identityCenter = new(options);
    private readonly ConcurrentDictionary<string, SimulatedAccount> accounts = new(StringComparer.Ordinal);
    private int records;

    public ConcurrentQueue<SimulatedChange> Changes { get; } = new();

    public SimulatedAccount Account(string id) => accounts.GetOrAdd(id, _ => new SimulatedAccount());

    public SimulatedAnswer Iam(AwsKey key, Dictionary<string, string> form)
    {
        var action = form.GetValueOrDefault("Action") ?? "";
        var answer = iam.Answer(Account(key.Account), form);
        if (answer.Status == 200 && !IamEndpoint.IsRead(action))
        {
            var parameters = new JsonObject();
            foreach (var (name, value) in form.Where(each => each.Key is not ("Action" or "Version")))
                parameters[Lower(name)] = value;
            Log(key, "iam", action, "us-east-1", parameters);
        }
        return answer;
    }

    public SimulatedAnswer Json(AwsKey key, string service, string operation, string region, JsonElement body)
    {
        var account = Account(key.Account);
        var answer = service switch
        {
            "sso" => identityCenter.Answer(account, operation, body),
            "ssm" => RunbookEndpoint.Answer(account, operation, body),
            _ => CognitoEndpoint.Answer(account, operation, body),
        };
        if (answer.Status == 200 && !CognitoEndpoint.IsRead(operation) && !IdentityCenterEndpoint.IsRead(operation)
            && !RunbookEndpoint.IsRead(operation))
        {
            var parameters = new JsonObject();
            foreach (var property in body.EnumerateObject())
                parameters[Lower(property.Name)] = JsonNode.Parse(property.Value.GetRawText());
            Log(key, service, operation, region, parameters);
        }
        return answer;
    }

    private void Log(AwsKey key, string service, string operation, string region, JsonObject parameters)
    {
        var now = clock.GetUtcNow();
        Changes.Enqueue(new SimulatedChange(key.Account, $"{service}:{operation}", key.Session, now));
        var number = Interlocked.Increment(ref records);
        var role = key.Role ?? "caller";
        var record = new JsonObject
        {
            ["eventVersion"] = "1.09",
            ["userIdentity"] = new JsonObject
            {
                ["type"] = "AssumedRole",
                ["principalId"] = $"AROASIMULATED:{key.Session}",
                ["arn"] = $"arn:aws:sts::{key.Account}:assumed-role/{role}/{key.Session}",
                ["accountId"] = key.Account,
                ["sessionContext"] = new JsonObject
                {
                    ["sessionIssuer"] = new JsonObject
                    {
                        ["type"] = "Role",
                        ["principalId"] = "AROASIMULATED",
                        ["arn"] = $"arn:aws:iam::{key.Account}:role/{role}",
                        ["accountId"] = key.Account,
                        ["userName"] = role,
                    },
                    ["attributes"] = new JsonObject { ["mfaAuthenticated"] = "false" },
                },
            },
            ["eventTime"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["eventSource"] = $"{service}.amazonaws.com",
            ["eventName"] = operation,
            ["awsRegion"] = region,
            ["sourceIPAddress"] = "198.51.100.9",
            ["userAgent"] = "OAuthAttest",
            ["requestParameters"] = parameters,
            ["responseElements"] = null,
            ["requestID"] = $"r-acting-{number}",
            ["eventID"] = $"acting-{number}",
            ["readOnly"] = false,
            ["eventType"] = "AwsApiCall",
            ["managementEvent"] = true,
            ["recipientAccountId"] = key.Account,
            ["eventCategory"] = "Management",
        };
        history.Add(key.Account, region, record.ToJsonString(), now + options.RecordLag);
    }

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
