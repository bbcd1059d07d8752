using System.Text.Json.Nodes;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using static OAuthAttest.Local.Demo.Stage.SampleJson;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>
/// The simulated Google Workspace of the demo, as the sample export lists it. The export also has the tokens of an account that was
/// deleted, which no Workspace shows.
/// </summary>
internal static class SampleWorkspace
{
    public static async Task FillAsync(GoogleSimulator google, CancellationToken cancellation)
    {
        var emails = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var user in await ReadAsync("google/users*.json", "users", cancellation))
        {
            var (id, email) = (TextOf(user, "id")!, TextOf(user, "primaryEmail")!);
            emails.Add(id, email);
            google.Add(new SimulatedGoogleUser(id, email, TextOf(Field(user, "name"), "fullName"), Is(user, "suspended"))
            {
                Manager = List(user, "relations").Where(relation => TextOf(relation, "type") == "manager")
                    .Select(relation => TextOf(relation, "value")).FirstOrDefault(),
            });
        }
        foreach (var token in await ReadAsync("google/tokens/*.json", "items", cancellation))
        {
            if (emails.TryGetValue(TextOf(token, "userKey")!, out var email))
            {
                google.Add(new SimulatedGoogleToken(
                    email, TextOf(token, "clientId")!, TextOf(token, "displayText"),
                    [.. List(token, "scopes").Select(scope => scope.GetString()!)]));
            }
        }
        foreach (var activity in await ReadAsync("google/activities*.json", "items", cancellation))
        {
            var at = activity.GetProperty("id").GetProperty("time").GetDateTimeOffset();
            google.Add(at, JsonObject.Create(activity)!);
        }
    }
}
