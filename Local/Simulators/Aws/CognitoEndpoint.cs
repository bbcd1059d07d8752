using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>The operations of Cognito's user pools that remediation calls.</summary>
/// <remarks>https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html</remarks>
internal static class CognitoEndpoint
{
    public const string Prefix = "AWSCognitoIdentityProviderService.";

    // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
    private static readonly string[] Settings =
    [
        "UserPoolId", "ClientId", "ClientName", "RefreshTokenValidity", "AccessTokenValidity", "IdTokenValidity", "TokenValidityUnits",
        "ReadAttributes", "WriteAttributes", "ExplicitAuthFlows", "SupportedIdentityProviders", "CallbackURLs", "LogoutURLs",
        "DefaultRedirectURI", "AllowedOAuthFlows", "AllowedOAuthScopes", "AllowedOAuthFlowsUserPoolClient", "AnalyticsConfiguration",
        "PreventUserExistenceErrors", "EnableTokenRevocation", "EnablePropagateAdditionalUserContextData", "AuthSessionValidity",
        "RefreshTokenRotation",
    ];

    public static bool IsRead(string operation) => operation is "DescribeUserPoolClient" or "AdminGetUser";

    public static SimulatedAnswer Answer(SimulatedAccount account, string operation, JsonElement body)
    {
        var rules = new JsonRules();
        var pool = rules.Text(body, "UserPoolId", "", 55, required: true);
        var key = operation.StartsWith("Admin", StringComparison.Ordinal) ? "Username" : "ClientId";
        var id = rules.Text(body, key, "", 128, required: true);
        if (operation == "UpdateUserPoolClient")
            rules.Only(body, "", Settings);
        else
            rules.Only(body, "", "UserPoolId", key);
        if (rules.Errors.Count > 0)
            return AwsErrors.OfJson("InvalidParameterException", string.Join("; ", rules.Errors));
        lock (account.Gate)
        {
            return operation switch
            {
                "DescribeUserPoolClient" => Describe(account, pool!, id!),
                "UpdateUserPoolClient" => Update(account, pool!, id!, body),
                "AdminGetUser" => account.SignOuts.ContainsKey((pool!, id!))
                    ? new SimulatedAnswer(200, new JsonObject { ["Username"] = id }.ToJsonString())
                    : AwsErrors.OfJson("UserNotFoundException"),
                "AdminUserGlobalSignOut" => SignOut(account, pool!, id!),
                _ => AwsErrors.OfJson("UnknownOperationException"),
            };
        }
    }

    private static SimulatedAnswer Describe(SimulatedAccount account, string pool, string client)
    {
        if (!account.Clients.TryGetValue((pool, client), out var settings))
            return AwsErrors.OfJson("ResourceNotFoundException");
        var shown = (JsonObject)settings.DeepClone();
        shown["ClientSecret"] = "simulated-client-secret";
        shown["CreationDate"] = 1764000000.5;
        shown["LastModifiedDate"] = 1764000000.5;
        return new SimulatedAnswer(200, new JsonObject { ["UserPoolClient"] = shown }.ToJsonString());
    }

    private static SimulatedAnswer Update(SimulatedAccount account, string pool, string client, JsonElement body)
    {
        if (!account.Clients.ContainsKey((pool, client)))
            return AwsErrors.OfJson("ResourceNotFoundException");
        var scopes = body.TryGetProperty("AllowedOAuthScopes", out var some) ? some.GetArrayLength() : 0;
        var flows = body.TryGetProperty("AllowedOAuthFlows", out var ways) ? ways.GetArrayLength() : 0;
        if ((flows > 0 && scopes == 0) || (flows == 0 && scopes > 0))
            return AwsErrors.OfJson("InvalidOAuthFlowException");
        // What is left out is set back to its default: here it is gone.
        account.Clients[(pool, client)] = JsonObject.Create(body)!;
        return new SimulatedAnswer(200, new JsonObject { ["UserPoolClient"] = JsonObject.Create(body) }.ToJsonString());
    }

    private static SimulatedAnswer SignOut(SimulatedAccount account, string pool, string user)
    {
        if (!account.SignOuts.TryGetValue((pool, user), out var times))
            return AwsErrors.OfJson("UserNotFoundException");
        account.SignOuts[(pool, user)] = times + 1;
        return new SimulatedAnswer(200, "{}");
    }
}
