using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Identity;

/// <summary>A time that means "none" is no time, in the logs of use too: it neither stands there nor hides the real one.</summary>
public sealed class SentinelTimesTests
{
    private static readonly DateTimeOffset Real = new(2025, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Sentinels => ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"];

    [Theory]
    [MemberData(nameof(Sentinels))]
    public async Task ReadAsync_SignInsOfMicrosoft_SentinelIsUnknown(string sentinel)
    {
        using var folder = new ExportFolder();
        folder.Write("users.json", """[{"id":"u1"}]""");
        folder.Write("servicePrincipals.json", """[{"id":"sp1","appId":"c1"},{"id":"sp2","appId":"c2"}]""");
        folder.Write("oauth2PermissionGrants.json", """
            [{"id":"g1","clientId":"sp1","consentType":"Principal","principalId":"u1","scope":"User.Read"},
             {"id":"g2","clientId":"sp2","consentType":"Principal","principalId":"u1","scope":"User.Read"}]
            """);
        folder.Write("signIns.json", $$$"""
            [{"userId":"u1","appId":"c1","createdDateTime":"2025-03-01T08:00:00Z","status":{"errorCode":0}},
             {"userId":"u1","appId":"c1","createdDateTime":"{{{sentinel}}}","status":{"errorCode":0}},
             {"userId":"u1","appId":"c2","createdDateTime":"{{{sentinel}}}","status":{"errorCode":0}}]
            """);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal([Real, null], read.Grants.Select(grant => grant.LastUsedAt));
    }

    [Theory]
    [MemberData(nameof(Sentinels))]
    public async Task ReadAsync_ActivitiesOfGoogle_SentinelIsUnknown(string sentinel)
    {
        using var folder = new ExportFolder();
        folder.Write("users.json", """{"users":[{"id":"1","primaryEmail":"ana@x.example"}]}""");
        folder.Write("tokens.json", """
            {"items":[{"clientId":"c1","displayText":"One","userKey":"1","scopes":["openid"]},
              {"clientId":"c2","displayText":"Two","userKey":"1","scopes":["openid"]}]}
            """);
        folder.Write("activities.json", $$"""
            {"items":[{{Event("2025-03-01T08:00:00Z", "activity", "c1")}},{{Event("2025-03-01T08:00:00Z", "authorize", "c1")}},
              {{Event(sentinel, "activity", "c1")}},{{Event(sentinel, "authorize", "c1")}},
              {{Event(sentinel, "activity", "c2")}},{{Event(sentinel, "authorize", "c2")}}]}
            """);

        var read = await ReadRecords.OfAsync(new GoogleExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal([(Real, Real), (null, null)], read.Grants.Select(grant => (grant.GrantedAt, grant.LastUsedAt)));
    }

    private static string Event(string time, string name, string client) => $$"""
        {"id":{"time":"{{time}}"},"actor":{"profileId":"1"},
         "events":[{"name":"{{name}}","parameters":[{"name":"client_id","value":"{{client}}"}]}]}
        """;
}
