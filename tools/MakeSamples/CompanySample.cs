namespace OAuthAttest.MakeSamples;

/// <summary>What no provider tells (owners, managers, groups), and Slack's own list of people.</summary>
internal static class CompanySample
{
    public static void Write(Output output)
    {
        var owned = Company.GraphApps.Where(app => app.Key.StartsWith("tenant-", StringComparison.Ordinal)).Take(3);
        output.WriteText("owners.csv", "provider,client_id,owner_email\n" + string.Concat(owned.Select((app, i) => $"entra,{GraphSample.ClientId(app)},{Company.People[i + 1].Email}\n")));
        output.WriteText("people.csv", "email,manager_email,groups\n" + string.Concat(Company.People.Select(person =>
            $"{person.Email},{person.Boss?.Email},{person.Department}{(person.Number < 7 ? ";Leadership" : "")}\n")));
        output.Write("slack-directory.json", new
        {
            ok = true,
            // Two people have no Slack account.
            members = Company.People.Where(person => person.Number is not (19 or 41))
                .Select(person => Member(person.SlackId, person.First, person.Name, person.Email, person.HasLeft))
                .Append(Member("U0DEPLOYBOT", "deploybot", "Deploy Bot", null, deleted: false)),
            cache_ts = 1790000000,
            response_metadata = new { next_cursor = "" },
        });
    }

    private static object Member(string id, string shortName, string name, string? email, bool deleted) => new
    {
        id,
        team_id = "T0LARKSPUR",
        name = shortName.ToLowerInvariant(),
        deleted,
        real_name = name,
        tz = "Europe/Lisbon",
        profile = new { real_name = name, display_name = shortName, email },
        is_admin = false,
        is_bot = email is null,
        is_app_user = false,
    };
}
