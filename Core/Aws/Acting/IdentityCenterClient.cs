using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Aws.Acting;

/// <summary>Applications of IAM Identity Center, as far as remediation needs them.</summary>
/// <remarks>https://docs.aws.amazon.com/singlesignon/latest/APIReference/welcome.html</remarks>
internal sealed class IdentityCenterClient(AwsApi api)
{
    public const string Service = "sso";

    private const string Prefix = "SWBExternalService.";
    private const int MostPages = 100;

    /// <summary>The targets that a scope of an application is for; null: the application does not have the scope.</summary>
    public async Task<IReadOnlyList<string>?> ScopeTargetsAsync(string application, string scope, CancellationToken cancellation)
    {
        string? token = null;
        for (var page = 0; page < MostPages; page++)
        {
            var asked = new JsonObject { ["ApplicationArn"] = application };
            if (token is not null)
                asked["NextToken"] = token;
            var found = await FindAsync("ListApplicationAccessScopes", asked, cancellation);
            if (found is not { } answer)
                return null;
            if (answer.Field("Scopes") is not { ValueKind: JsonValueKind.Array } list)
                throw new AwsUnavailableException("AWS: the answer to ListApplicationAccessScopes is not as documented");
            foreach (var one in list.EnumerateArray())
            {
                if (one.Text("Scope") == scope)
                    return [.. one.Items("AuthorizedTargets").Select(target => target.GetString()).OfType<string>()];
            }
            var next = answer.Text("NextToken");
            if (string.IsNullOrEmpty(next))
                return null;
            if (next == token)
                break;
            token = next;
        }
        throw new AwsUnavailableException("AWS: the list of an application's scopes does not end");
    }

    public Task PutScopeAsync(string application, string scope, IReadOnlyList<string> targets, CancellationToken cancellation)
    {
        var body = new JsonObject { ["ApplicationArn"] = application, ["Scope"] = scope };
        if (targets.Count > 0)
            body["AuthorizedTargets"] = new JsonArray([.. targets.Select(target => (JsonNode)target)]);
        return ChangeAsync("PutApplicationAccessScope", body, cancellation);
    }

    public Task DeleteScopeAsync(string application, string scope, CancellationToken cancellation) =>
        ChangeAsync("DeleteApplicationAccessScope", new JsonObject { ["ApplicationArn"] = application, ["Scope"] = scope }, cancellation);

    /// <summary>What a grant of an application is, as AWS writes it; null: it has no such grant.</summary>
    public async Task<string?> GrantAsync(string application, string grantType, CancellationToken cancellation)
    {
        var found = await FindAsync("GetApplicationGrant", Grant(application, grantType), cancellation);
        return found is not { } answer ? null
            : answer.Field("Grant") is { ValueKind: JsonValueKind.Object } grant ? grant.GetRawText()
            : throw new AwsUnavailableException("AWS: the answer to GetApplicationGrant is not as documented");
    }

    /// <param name="application">The application's ARN.</param>
    /// <param name="grantType">Such as <c>authorization_code</c>.</param>
    /// <param name="grant">As <see cref="GrantAsync"/> gave it.</param>
    /// <param name="cancellation">Cancels the call.</param>
    public Task PutGrantAsync(string application, string grantType, string grant, CancellationToken cancellation)
    {
        var body = Grant(application, grantType);
        body["Grant"] = JsonNode.Parse(grant);
        return ChangeAsync("PutApplicationGrant", body, cancellation);
    }

    public Task DeleteGrantAsync(string application, string grantType, CancellationToken cancellation) =>
        ChangeAsync("DeleteApplicationGrant", Grant(application, grantType), cancellation);

    /// <summary>Whether somebody is assigned to an application directly.</summary>
    /// <param name="application">The application's ARN.</param>
    /// <param name="principal">The user's or the group's id.</param>
    /// <param name="type">USER or GROUP.</param>
    /// <param name="cancellation">Cancels the call.</param>
    public async Task<bool> IsAssignedAsync(string application, string principal, string type, CancellationToken cancellation) =>
        await FindAsync("DescribeApplicationAssignment", Assignment(application, principal, type), cancellation) is not null;

    public Task AssignAsync(string application, string principal, string type, CancellationToken cancellation) =>
        ChangeAsync("CreateApplicationAssignment", Assignment(application, principal, type), cancellation);

    public Task UnassignAsync(string application, string principal, string type, CancellationToken cancellation) =>
        ChangeAsync("DeleteApplicationAssignment", Assignment(application, principal, type), cancellation);

    private static JsonObject Grant(string application, string grantType) =>
        new() { ["ApplicationArn"] = application, ["GrantType"] = grantType };

    private static JsonObject Assignment(string application, string principal, string type) =>
        new() { ["ApplicationArn"] = application, ["PrincipalId"] = principal, ["PrincipalType"] = type };

    private async Task<JsonElement?> FindAsync(string operation, JsonObject body, CancellationToken cancellation)
    {
        try
        {
            return await api.ReadAsync(Prefix + operation, body, (answer, _) => answer, cancellation);
        }
        catch (AwsRejectedException e) when (AwsErrors.IsAbsent(e.Code))
        {
            return null;
        }
    }

    private Task<JsonElement?> ChangeAsync(string operation, JsonObject body, CancellationToken cancellation) =>
        api.ChangeAsync(Prefix + operation, body, cancellation);
}
