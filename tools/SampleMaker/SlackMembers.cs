using System.Text.Json.Nodes;

namespace OAuthAttest.SampleMaker;

/// <summary>The response of users.list: most of the people, two bots.</summary>
internal sealed class SlackMembers(SampleCompany company)
{
    public const string LeadId = "U07INESOKAF";

    private const string Team = "T07NORTHWND";

    public SampleFile File()
    {
        var people = company.People.Where(person => person.Slack is "yes" or "off").Select(Member);
        var answer = new JsonObject
        {
            ["ok"] = true,
            ["members"] = JsonText.ArrayOf(
                people
                    .Prepend(Bot("USLACKBOT", "slackbot", "Slackbot", isBot: false))
                    .Append(Bot("U07" + Chance.UpperCase(8, "bot"), "plotterbot", "Plotter Bot", isBot: true))
            ),
            ["cache_ts"] = SampleTime.Taken.ToUnixTimeSeconds(),
            ["response_metadata"] = new JsonObject { ["next_cursor"] = "" },
        };
        return new SampleFile("slack-directory.json", JsonText.Of(answer));
    }

    private static JsonObject Member(Person person)
    {
        // Slack keeps the case in which an email was typed.
        var email = Chance.OneIn(8, "slack/typed/" + person.Login)
            ? char.ToUpperInvariant(person.Email![0]) + person.Email[1..]
            : person.Email;
        var member = Common(
            person.Login == SampleCompany.LeadLogin ? LeadId : "U07" + Chance.UpperCase(8, "slack/" + person.Login),
            person.Login,
            person.Name
        );
        member["deleted"] = person.Slack == "off";
        member["tz"] = person.TimeZone;
        member["is_bot"] = false;
        member["profile"] = new JsonObject
        {
            ["real_name"] = person.Name,
            ["display_name"] = person.Name.Split(' ')[0],
            ["email"] = email,
            ["team"] = Team,
        };
        return member;
    }

    /// <summary>Slack reports is_bot false for Slackbot.</summary>
    private static JsonObject Bot(string id, string name, string realName, bool isBot)
    {
        var member = Common(id, name, realName);
        member["deleted"] = false;
        member["is_bot"] = isBot;
        member["profile"] = new JsonObject { ["real_name"] = realName, ["display_name"] = realName, ["team"] = Team };
        return member;
    }

    private static JsonObject Common(string id, string name, string realName) =>
        new()
        {
            ["id"] = id,
            ["team_id"] = Team,
            ["name"] = name,
            ["real_name"] = realName,
        };
}
