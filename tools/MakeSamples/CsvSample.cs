namespace OAuthAttest.MakeSamples;

/// <summary>A list that some team keeps by hand: Slack apps, in a CSV file with columns and words of its own.</summary>
internal sealed class CsvSample(Output output, Random random)
{
    private const string Mapping = """
        {
          "fields": {
            "grantId": "grant", "clientId": "app_id", "appName": "app", "publisher": "maker", "publisherVerified": "maker_checked",
            "email": "person", "displayName": "name", "accountStatus": "account", "consentType": "kind",
            "scopes": "scopes", "grantedAt": "installed", "lastUsedAt": "last_call"
          },
          "constants": { "resource": "Slack" },
          "scopeSeparator": ",",
          "dateFormats": ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss"],
          "unknown": ["?", "n/a", "unknown"],
          "consentTypes": { "person": "principal", "workspace": "tenant" },
          "accountStatuses": { "enabled": "active", "disabled": "deactivated" }
        }

        """;

    public void Write()
    {
        var lines = new List<string[]> { new[] { "grant", "app_id", "app", "maker", "maker_checked", "person", "name", "account", "kind", "scopes", "installed", "last_call" } };
        foreach (var person in Company.People.Where(person => person.Number % 2 == 0 || person.Number > 52))
        {
            foreach (var app in Output.Pick(random, Company.SlackApps, random.Next(1, 3)))
                lines.Add(Row(app, person));
        }
        var everywhere = Company.SlackApps[0];
        lines.Add(["sl-workspace-1", AppId(everywhere), everywhere.Name, everywhere.Publisher!, "yes", "", "", "", "workspace", "chat:write,channels:history,files:read", "2025-02-11", "unknown"]);
        output.WriteText("csv/slack-apps.csv", string.Concat(lines.Select(line => string.Join(',', line.Select(Quote)) + "\r\n")));
        output.WriteText("csv/slack-apps.mapping.json", Mapping.Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    private string[] Row(App app, Person person) =>
    [
        "sl-" + Output.Token($"{app.Key}-{person.Number}", 12),
        AppId(app),
        app.Name,
        app.Publisher ?? "n/a",
        app.Verified switch { true => "yes", false => "no", null => "?" },
        person.Email,
        person.Number == 28 ? "+" + person.Name : person.Name,
        person.HasLeft ? "disabled" : "enabled",
        "person",
        string.Join(',', app.Scopes),
        Output.Today.AddDays(-random.Next(30, 1500)).ToString("yyyy-MM-dd"),
        random.Next(4) switch
        {
            0 => "unknown",
            1 => Output.Today.AddDays(-random.Next(400, 900)).ToString("yyyy-MM-dd"),
            _ => Output.Today.AddMinutes(-random.Next(10, 80_000)).ToString("yyyy-MM-dd HH:mm:ss"),
        },
    ];

    private static string AppId(App app) => "A0" + Output.Token(app.Key, 9).ToUpperInvariant();

    private static string Quote(string value) =>
        value.AsSpan().IndexOfAny("\",\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
