using System.Text.Json;
using OAuthAttest.Local.Simulators.Identity.Okta;
using static OAuthAttest.Local.Demo.Stage.SampleJson;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>
/// The simulated Okta org of the demo, as the sample export lists it, with a refresh token for each consent. The export also has the
/// grants of an account that was deleted, which no org shows.
/// </summary>
internal static class SampleOrg
{
    public static async Task FillAsync(OktaSimulator okta, CancellationToken cancellation)
    {
        foreach (var app in await ReadAsync("okta/apps*.json", list: null, cancellation))
            okta.Add(App(app));
        var users = new HashSet<string>(StringComparer.Ordinal);
        foreach (var user in await ReadAsync("okta/users*.json", list: null, cancellation))
        {
            users.Add(TextOf(user, "id")!);
            okta.Add(User(user));
        }
        foreach (var grant in (await ReadAsync("okta/grants/*.json", list: null, cancellation)).Select(Grant))
        {
            if (users.Contains(grant.UserId))
                okta.Add(grant);
        }
        var consents = okta.Holdings.Where(grant => grant.Status == "ACTIVE")
            .GroupBy(grant => (grant.UserId, grant.ClientId, grant.Issuer)).Select(scopes => scopes.First());
        foreach (var consent in consents.ToList())
            okta.Add(consent with { Kind = "tokens", Id = $"oar{consent.Id[3..]}" });
        foreach (var grant in await ReadAsync("okta/app-grants*.json", list: null, cancellation))
        {
            var client = TextOf(grant, "clientId")!;
            okta.Add(new SimulatedOktaAppGrant(
                TextOf(grant, "id")!, okta.Apps.Single(app => (app.ClientId ?? app.Id) == client).Id, TextOf(grant, "scopeId")!,
                TextOf(grant, "issuer")!)
            {
                Created = TextOf(grant, "created")!,
            });
        }
    }

    private static SimulatedOktaApp App(JsonElement app)
    {
        var (id, client) = (TextOf(app, "id")!, Field(Field(app, "credentials"), "oauthClient"));
        return new SimulatedOktaApp(
            id,
            TextOf(app, "label")!,
            TextOf(Field(Field(app, "settings"), "oauthClient"), "application_type") ?? "web",
            client is not null,
            TextOf(client, "client_id") is { } own && own != id ? own : null);
    }

    private static SimulatedOktaUser User(JsonElement user)
    {
        var profile = user.GetProperty("profile");
        return new SimulatedOktaUser(
            TextOf(user, "id")!, TextOf(profile, "login")!, TextOf(user, "status")!, TextOf(profile, "displayName"),
            TextOf(profile, "managerId"), HasEmail: TextOf(profile, "email") is not null);
    }

    private static SimulatedOktaHolding Grant(JsonElement grant) =>
        new(
            "grants", TextOf(grant, "id")!, TextOf(grant, "userId")!, TextOf(grant, "clientId")!, TextOf(grant, "status")!,
            TextOf(grant, "scopeId")!, TextOf(grant, "issuer")!)
        {
            ScopeName = TextOf(Field(Field(grant, "_embedded"), "scope"), "name"),
            Created = TextOf(grant, "created")!,
        };
}
