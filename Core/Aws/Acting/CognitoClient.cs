using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Aws.Access;

namespace OAuthAttest.Aws.Acting;

/// <summary>User pools of Amazon Cognito, as far as remediation needs them.</summary>
/// <remarks>https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html</remarks>
internal sealed class CognitoClient(AwsApi api)
{
    public const string Service = "cognito-idp";

    private const string Prefix = "AWSCognitoIdentityProviderService.";

    /// <summary>What a description has, and an update does not take.</summary>
    private static readonly string[] OnlyRead = ["ClientSecret", "LastModifiedDate", "CreationDate"];

    /// <summary>
    /// All settings of an app client, without its secret, in the form in which <see cref="UpdateClientAsync"/> takes them; null: there is
    /// no such client or pool.
    /// </summary>
    public async Task<JsonObject?> ClientAsync(string pool, string client, CancellationToken cancellation)
    {
        try
        {
            return await api.ReadAsync(
                Prefix + "DescribeUserPoolClient",
                new JsonObject { ["UserPoolId"] = pool, ["ClientId"] = client },
                (answer, _) => answer.TryGetProperty("UserPoolClient", out var found) && found.ValueKind == JsonValueKind.Object
                    ? Settings(found)
                    : throw new AwsUnavailableException("AWS: the description of an app client is not as documented"),
                cancellation);
        }
        catch (AwsRejectedException e) when (AwsErrors.IsAbsent(e.Code))
        {
            return null;
        }
    }

    /// <param name="settings">All of them: what is left out is set back to its default.</param>
    /// <param name="cancellation">Cancels the call.</param>
    public Task UpdateClientAsync(JsonObject settings, CancellationToken cancellation) =>
        api.ChangeAsync(Prefix + "UpdateUserPoolClient", (JsonObject)settings.DeepClone(), cancellation);

    /// <summary>Whether there is such a user.</summary>
    public async Task<bool> HasUserAsync(string pool, string user, CancellationToken cancellation)
    {
        try
        {
            return await api.ReadAsync(Prefix + "AdminGetUser", User(pool, user), (_, _) => true, cancellation);
        }
        catch (AwsRejectedException e) when (AwsErrors.IsAbsent(e.Code))
        {
            return false;
        }
    }

    /// <summary>Ends all sessions of a user: refresh tokens are of no use any more; access tokens live on until they expire.</summary>
    public Task SignOutAsync(string pool, string user, CancellationToken cancellation) =>
        api.ChangeAsync(Prefix + "AdminUserGlobalSignOut", User(pool, user), cancellation);

    private static JsonObject User(string pool, string user) => new() { ["UserPoolId"] = pool, ["Username"] = user };

    private static JsonObject Settings(JsonElement found)
    {
        var settings = JsonObject.Create(found)!;
        foreach (var name in OnlyRead)
            settings.Remove(name);
        return settings;
    }
}
