namespace OAuthAttest.MakeSamples;

/// <summary>Google Workspace: Directory API users and token lists (a file a user), and token activities of the Reports API.</summary>
internal sealed class GoogleSample(Output output, Random random)
{
    private static IEnumerable<Person> People => Company.People.Where(person => person.Number is >= 30 or 3 or Company.Collector);

    public void Write()
    {
        output.Write("google/users.json", new { kind = "admin#directory#users", users = People.Select(User) });
        var activities = new List<object>();
        foreach (var person in People)
        {
            var apps = Output.Pick(random, Company.GoogleApps, person.Number == 52 ? 0 : random.Next(1, 5)).ToList();
            output.Write($"google/tokens/{person.GoogleId}.json", Tokens(person, apps));
            foreach (var app in apps.Where(_ => random.Next(3) > 0))
            {
                activities.Add(Activity(person, app, "authorize", Output.Today.AddDays(-random.Next(20, 175))));
                if (random.Next(4) > 0)
                    activities.Add(Activity(person, app, "activity", Output.Today.AddHours(-random.Next(3, 400))));
            }
        }
        output.Write("google/activities.json", new { kind = "admin#reports#activities", items = activities });
    }

    private static object User(Person person) => new
    {
        kind = "admin#directory#user",
        id = person.GoogleId,
        primaryEmail = person.Number == 44 ? person.Email.ToUpperInvariant() : person.Email,
        name = new { givenName = person.First, familyName = person.Last, fullName = person.Name },
        suspended = person.HasLeft,
        archived = false,
        relations = person.Boss is { } boss && person.Number % 3 != 0 ? new[] { new { value = boss.Email, type = "manager" } } : null,
    };

    /// <summary>A user without tokens: Google leaves the list out.</summary>
    private static object Tokens(Person person, List<App> apps) => apps.Count == 0
        ? new { kind = "admin#directory#tokenList", etag = "\"none\"" }
        : new { kind = "admin#directory#tokenList", etag = $"\"{Output.Token(person.Email, 12)}\"", items = apps.Select(app => Token(person, app)) };

    private static object Token(Person person, App app) => new
    {
        kind = "admin#directory#token",
        etag = $"\"{Output.Token(app.Key, 12)}\"",
        clientId = ClientId(app),
        displayText = app.Name,
        anonymous = app.Publisher is null,
        nativeApp = app.Key == "phone",
        userKey = person.GoogleId,
        scopes = app.Scopes,
    };

    private object Activity(Person person, App app, string name, DateTime time) => new
    {
        kind = "admin#reports#activity",
        id = new { time = Output.Time(time), uniqueQualifier = $"-{random.NextInt64(1L << 60)}", applicationName = "token", customerId = "C03lark5p" },
        actor = new { email = person.Email, profileId = person.GoogleId },
        ipAddress = "198.51.100.24",
        events = new[]
        {
            new
            {
                type = "auth",
                name,
                parameters = new object[]
                {
                    new { name = "client_id", value = ClientId(app) },
                    new { name = "app_name", value = app.Name },
                    new { name = "scope", multiValue = app.Scopes },
                },
            },
        },
    };

    private static string ClientId(App app) =>
        $"{app.Key.Aggregate(481L, (number, c) => number * 31 + c) % 899_999_999_999 + 100_000_000_000}-{Output.Token(app.Key, 32).ToLowerInvariant()}.apps.googleusercontent.com";
}
