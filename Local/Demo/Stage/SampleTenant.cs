using System.Text.Json;
using OAuthAttest.Local.Simulators.Identity.Graph;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>The simulated Entra tenant of the demo: what the sample export lists is what it has.</summary>
internal static class SampleTenant
{
    /// <summary>How long its lists show what is gone.</summary>
    public static readonly TimeSpan ListingLag = TimeSpan.FromMinutes(20);

    public static async Task FillAsync(GraphSimulator graph, CancellationToken cancellation)
    {
        await ReadAsync("servicePrincipals*.json", app => graph.Add(
            new SimulatedPrincipal(Text(app, "id")!, Text(app, "appId")!, Text(app, "displayName"), Publisher(app))
            {
                Roles = [.. List(app, "appRoles").Select(role => new SimulatedAppRole(Text(role, "id")!, Text(role, "value") ?? ""))],
            }), cancellation);
        await ReadAsync("users*.json", user =>
        {
            var (id, name) = (Text(user, "id")!, Text(user, "userPrincipalName")!);
            graph.AddUser(name, id);
            graph.Add(new SimulatedEntraUser(id, name, Text(user, "displayName"))
            {
                Mail = Text(user, "mail"),
                IsEnabled = user.TryGetProperty("accountEnabled", out var enabled) && enabled.ValueKind == JsonValueKind.True,
                ManagerMail = user.TryGetProperty("manager", out var manager) ? Text(manager, "mail") : null,
            });
        }, cancellation);
        await ReadAsync("oauth2PermissionGrants*.json", grant => graph.Add(new SimulatedPermissionGrant(
            Text(grant, "id")!, Text(grant, "clientId")!, Text(grant, "principalId"), Text(grant, "scope") ?? "",
            Text(grant, "resourceId")!)), cancellation);
        await ReadAsync("appRoleAssignments*.json", role =>
        {
            if (Text(role, "principalType") == "ServicePrincipal")
            {
                graph.Add(new SimulatedRoleAssignment(
                    Text(role, "id")!, Text(role, "principalId")!, Text(role, "resourceId")!, Text(role, "appRoleId")!));
            }
        }, cancellation);
    }

    private static async Task ReadAsync(string pattern, Action<JsonElement> add, CancellationToken cancellation)
    {
        foreach (var path in Directory.GetFiles(Path.Combine(SampleFiles.Folder, "graph"), pattern).Order(StringComparer.Ordinal))
        {
            await using var file = File.OpenRead(path);
            using var page = await JsonDocument.ParseAsync(file, cancellationToken: cancellation);
            foreach (var item in List(page.RootElement, "value"))
                add(item);
        }
    }

    private static string? Publisher(JsonElement app) =>
        app.TryGetProperty("verifiedPublisher", out var publisher) && publisher.ValueKind == JsonValueKind.Object
            && Text(publisher, "verifiedPublisherId") is not null
            ? Text(publisher, "displayName")
            : null;

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement.ArrayEnumerator List(JsonElement item, string name) =>
        item.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;
}
