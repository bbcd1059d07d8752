using OAuthAttest.Tests.Configuration;
using Xunit;

namespace OAuthAttest.Tests.Escalations.RosterReading;

/// <summary>The section <c>Roster</c>: what must fit together.</summary>
public sealed class RosterOptionsTests
{
    [Theory]
    [InlineData("Roster:MaxAge is 00:10:00: it must be longer than the longest pause of RosterSchedule, 00:15:00.",
        "Roster:MaxAge", "00:10:00")]
    [InlineData("Roster:MaxAge is 01:00:00: it must be longer than the longest pause of RosterSchedule, 02:00:00.",
        "RosterSchedule", "0 0 */2 * * *")]
    [InlineData("Roster:MaxLoss is 1.5: it must be a share from 0 to 1.", "Roster:MaxLoss", "1.5")]
    [InlineData("Roster:Query:ConnectionName is 'People': there is no ConnectionStrings:People.", "Roster:Query:ConnectionName", "People",
        "Roster:Query:Sql", "SELECT 1")]
    [InlineData("Roster:Query:ConnectionName is 'People': ConnectionStrings:People must be an Npgsql connection string.",
        "Roster:Query:ConnectionName", "People", "Roster:Query:Sql", "SELECT 1", "ConnectionStrings:People", "no string")]
    [InlineData("Roster:Query:Sql is missing: nothing is read without it.", "Roster:Query:ConnectionName", "People",
        "ConnectionStrings:People", "Host=db;Database=people")]
    public void Start_SettingsThatDoNotFit_AreOneLine(string line, params string[] settings)
    {
        var all = AllSettings.Valid();
        foreach (var pair in settings.Chunk(2))
            all[pair[0]] = pair[1];

        Assert.Equal(line, Assert.Single(AllSettings.Report(all)));
    }
}
