using System.Text.Json;
using OAuthAttest.Local.Simulators.Identity.Graph;
using static OAuthAttest.Local.Demo.Stage.SampleJson;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>The simulated Entra tenant of the demo: what the sample export lists is what it has.</summary>
internal static class SampleTenant
{
    /// <summary>How long its lists show what is gone.</summary>
    public static readonly TimeSpan ListingLag = TimeSpan.FromMinutes(20);

    public static async Task FillAsync(GraphSimulator graph, CancellationToken cancellation)
    {
        foreach (var app in await ReadAsync("graph/servicePrincipals*.json", "value", cancellation))
            graph.Add(Principal(app));
        foreach (var user in await ReadAsync("graph/users*.json", "value", cancellation))
            Add(graph, user);
        foreach (var grant in await ReadAsync("graph/oauth2PermissionGrants*.json", "value", cancellation))
        {
            graph.Add(new SimulatedPermissionGrant(
                TextOf(grant, "id")!, TextOf(grant, "clientId")!, TextOf(grant, "principalId"), TextOf(grant, "scope") ?? "",
                TextOf(grant, "resourceId")!));
        }
        foreach (var role in await ReadAsync("graph/appRoleAssignments*.json", "value", cancellation))
        {
            if (TextOf(role, "principalType") == "ServicePrincipal")
            {
                graph.Add(new SimulatedRoleAssignment(
                    TextOf(role, "id")!, TextOf(role, "principalId")!, TextOf(role, "resourceId")!, TextOf(role, "appRoleId")!));
            }
        }
        foreach (var signIn in await ReadAsync("graph/signIns*.json", "value", cancellation))
            graph.Add(SignIn(signIn));
    }

    private static SimulatedPrincipal Principal(JsonElement app) =>
        new(TextOf(app, "id")!, TextOf(app, "appId")!, TextOf(app, "displayName"), Publisher(app))
        {
            Roles = [.. List(app, "appRoles").Select(role => new SimulatedAppRole(TextOf(role, "id")!, TextOf(role, "value") ?? ""))],
        };

    private static void Add(GraphSimulator graph, JsonElement user)
    {
        var (id, name) = (TextOf(user, "id")!, TextOf(user, "userPrincipalName")!);
        graph.AddUser(name, id);
        graph.Add(new SimulatedEntraUser(id, name, TextOf(user, "displayName"))
        {
            Mail = TextOf(user, "mail"),
            IsEnabled = Is(user, "accountEnabled"),
            ManagerMail = TextOf(Field(user, "manager"), "mail"),
        });
    }

    private static SimulatedSignIn SignIn(JsonElement signIn)
    {
        var user = TextOf(signIn, "userId") is { Length: > 0 } id ? id : null;
        return new SimulatedSignIn(
            TextOf(signIn, "appId")!,
            user,
            signIn.GetProperty("createdDateTime").GetDateTimeOffset(),
            user is null ? "servicePrincipal" : Is(signIn, "isInteractive") ? "interactiveUser" : "nonInteractiveUser",
            signIn.GetProperty("status").GetProperty("errorCode").GetInt32());
    }

    private static string? Publisher(JsonElement app) =>
        Field(app, "verifiedPublisher") is { } publisher && TextOf(publisher, "verifiedPublisherId") is not null
            ? TextOf(publisher, "displayName")
            : null;
}
