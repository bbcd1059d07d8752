using System.Text.Json.Nodes;

namespace OAuthAttest.SampleMaker;

/// <summary>Responses of the Admin SDK: Directory API users and tokens, Reports API token activities.</summary>
internal sealed class GoogleExport(SampleCompany company)
{
    private const string Provider = "google";
    private const string Customer = "C03northw";

    /// <summary>How far back the Reports API goes.</summary>
    private static readonly TimeSpan History = TimeSpan.FromDays(180);

    public IEnumerable<SampleFile> Files()
    {
        var users = company
            .AccountsAt(Provider)
            .Where(account => !account.IsGone)
            .OrderBy(account => account.Id, StringComparer.Ordinal)
            .Select(User);
        yield return File("users.json", "admin#directory#users", "users", users);
        foreach (var account in company.AccountsAt(Provider))
        {
            var tokens = company.GrantsAt(Provider).Where(grant => grant.Account == account).Select(Token);
            yield return File($"tokens/{account.Id}.json", "admin#directory#tokenList", "items", tokens);
        }
        var activities = company
            .GrantsAt(Provider)
            .SelectMany(Activities)
            .OrderByDescending(activity => activity.Time)
            .ThenBy(activity => activity.Key, StringComparer.Ordinal);
        yield return File("activities.json", "admin#reports#activities", "items", activities.Select(Activity));
    }

    /// <summary>Omits an empty list, as the API does.</summary>
    private static SampleFile File(string name, string kind, string list, IEnumerable<JsonObject> items)
    {
        var answer = new JsonObject { ["kind"] = kind, ["etag"] = ETag(name) };
        var elements = JsonText.ArrayOf(items);
        if (elements.Count > 0)
            answer[list] = elements;
        return new SampleFile("google/" + name, JsonText.Of(answer));
    }

    private JsonObject User(SampleAccount account)
    {
        var names = account.Person.Name.Split(' ', 2);
        var user = new JsonObject
        {
            ["kind"] = "admin#directory#user",
            ["id"] = account.Id,
            ["etag"] = ETag("user/" + account.Id),
            ["primaryEmail"] = account.Email,
            ["name"] = new JsonObject { ["givenName"] = names[0], ["familyName"] = names[^1], ["fullName"] = account.Person.Name },
            ["isAdmin"] = account.Person.Department == "IT",
            ["suspended"] = account.IsDeactivated,
            ["archived"] = false,
            ["orgUnitPath"] = "/" + account.Person.Department,
        };
        if (company.ManagerOf(account.Person)?.Email is { } manager)
            user["relations"] = new JsonArray(new JsonObject { ["value"] = manager, ["type"] = "manager" });
        return user;
    }

    private static JsonObject Token(SampleGrant grant) => new()
    {
        ["kind"] = "admin#directory#token",
        ["etag"] = ETag(grant.Key),
        ["clientId"] = grant.App.ClientId(Provider),
        ["displayText"] = grant.App.Name,
        ["anonymous"] = false,
        ["nativeApp"] = Chance.OneIn(6, "native/" + grant.App.Key),
        ["userKey"] = grant.Account!.Id,
        ["scopes"] = JsonText.ArrayOf(grant.Scopes),
    };

    private static IEnumerable<TokenActivity> Activities(SampleGrant grant)
    {
        if (SampleTime.Taken - grant.GrantedAt < History)
            yield return new TokenActivity(grant, "authorize", grant.GrantedAt);
        if (grant.LastUsedAt is { } used)
            yield return new TokenActivity(grant, "activity", used);
    }

    private static JsonObject Activity(TokenActivity activity)
    {
        var grant = activity.Grant;
        var parameters = new JsonArray(
            Parameter("client_id", grant.App.ClientId(Provider)),
            Parameter("app_name", grant.App.Name!),
            Parameter("client_type", "WEB")
        );
        if (activity.Name == "authorize")
            parameters.Add(new JsonObject { ["name"] = "scope", ["multiValue"] = JsonText.ArrayOf(grant.Scopes) });
        return new JsonObject
        {
            ["kind"] = "admin#reports#activity",
            ["id"] = new JsonObject
            {
                ["time"] = SampleTime.Milliseconds(activity.Time),
                ["uniqueQualifier"] = "-" + Chance.Digits(18, activity.Key).Replace('0', '1'),
                ["applicationName"] = "token",
                ["customerId"] = Customer,
            },
            ["etag"] = ETag(activity.Key),
            ["actor"] = new JsonObject { ["email"] = grant.Account!.Email, ["profileId"] = grant.Account.Id },
            ["ipAddress"] = $"203.0.113.{Chance.Between(1, 254, "address/" + grant.Account.Id)}",
            ["events"] = new JsonArray(new JsonObject { ["type"] = "auth", ["name"] = activity.Name, ["parameters"] = parameters }),
        };
    }

    private static JsonObject Parameter(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static string ETag(string name) => $"\"{Chance.Token(27, "etag/" + name)}\"";

    private sealed record TokenActivity(SampleGrant Grant, string Name, DateTimeOffset Time)
    {
        public string Key => $"{Name}/{Grant.Key}";
    }
}
