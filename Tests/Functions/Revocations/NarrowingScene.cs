using System.Text;
using System.Text.Json.Nodes;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;

namespace OAuthAttest.Tests.Functions.Revocations;

/// <summary>Grants that nobody has used for long, and people who keep them with less.</summary>
internal static class NarrowingScene
{
    /// <summary>A grant of Entra with a risky scope and another, last used long before the campaign.</summary>
    public static async Task<long> AddUnusedAsync(this FlowWorld world, string? owner, string scopes = "Mail.Read User.Read")
    {
        var grant = await world.AddGrantAsync(owner, scopes.Split(' '));
        await world.UseAsync(grant, "2026-03-01");
        return grant;
    }

    /// <inheritdoc cref="AddUnusedAsync(FlowWorld, string?, string)"/>
    public static async Task<long> AddUnusedAsync(this RevocationWorld world, string scopes = "Mail.Read User.Read")
    {
        var grant = await world.AddGrantAsync(scopes);
        await world.Flow.UseAsync(grant, "2026-03-01");
        return grant;
    }

    public static Task UseAsync(this FlowWorld world, long grant, string day) =>
        world.ExecuteAsync($"UPDATE grants SET last_used_at = timestamptz '{day} 00:00Z' WHERE id = {grant}");

    /// <summary>Presses "Keep, without…" and submits the window that shows what that is.</summary>
    public static async Task<InteractionResult> KeepWithoutAsync(this FlowWorld world, SimulatedPerson person, long grant)
    {
        await world.PressAsync(person, SlackActions.KeepWithout, grant);
        var result = await person.SubmitAsync(person.OpenViews[^1], "");
        await world.Host.WhenIdleAsync();
        return result;
    }

    /// <summary>The scopes that Graph has for the n-th grant; null: it has no such grant.</summary>
    public static string? ScopeAtGraph(this RevocationWorld world, int number = 1) =>
        world.Graph.Grants.SingleOrDefault(grant => grant.ClientId == RevocationWorld.PrincipalId(number))?.Scope;

    /// <summary>Somebody changes the scopes of the n-th grant at Graph.</summary>
    public static async Task ChangeAtGraphAsync(this RevocationWorld world, string scope, int number = 1)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Patch, new Uri(world.Graph.BaseUrl, $"v1.0/oauth2PermissionGrants/{RevocationWorld.GrantId(number)}"));
        request.Headers.Add("Authorization", $"Bearer {world.Graph.Options.Token}");
        request.Content = new StringContent(new JsonObject { ["scope"] = scope }.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
