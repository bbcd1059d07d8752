using System.Text;
using OAuthAttest.ScopeAudits.Registry;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>The registry that ships, and a team's own entries.</summary>
public sealed class QueryRegistryTests
{
    private static readonly QueryRegistry Shipped = QueryRegistry.Embedded;

    [Fact]
    public void Embedded_Always_HasTheEventsThatMatterOnceEach()
    {
        Assert.True(Shipped.Queries.Count >= 100, $"only {Shipped.Queries.Count} queries");
        Assert.Equal(Shipped.Queries.Count, Shipped.Queries.Select(query => query.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Shipped.Queries.Count, Shipped.Queries.Select(query => (query.EventName, query.EventSource)).Distinct().Count());
        Assert.All(
            (string[])
            [
                "iam.amazonaws.com AttachUserPolicy", "iam.amazonaws.com AttachRolePolicy", "iam.amazonaws.com AttachGroupPolicy",
                "iam.amazonaws.com PutRolePolicy", "iam.amazonaws.com CreateAccessKey", "iam.amazonaws.com UpdateAssumeRolePolicy",
                "iam.amazonaws.com CreateOpenIDConnectProvider", "cognito-idp.amazonaws.com UpdateUserPoolClient",
                "cognito-idp.amazonaws.com CreateResourceServer", "sso.amazonaws.com PutApplicationAccessScope",
                "sso.amazonaws.com PutApplicationGrant", "organizations.amazonaws.com AttachPolicy",
            ],
            known => Assert.Contains(known, Shipped.Queries.Select(query => $"{query.EventSource} {query.EventName}"))
        );
    }

    [Fact]
    public void Embedded_EveryQuery_SaysWhatItMeansAndWhatToDoInWholeSentences()
    {
        Assert.All(Shipped.Queries, query =>
        {
            Assert.EndsWith(".", query.Means, StringComparison.Ordinal);
            Assert.Equal("https", query.Source.Scheme);
            Assert.All(query.Remediation, step => Assert.EndsWith(".", step.Text, StringComparison.Ordinal));
            Assert.All(query.Remediation, step => Assert.True(step.Command is not null || !step.Changes, query.Id));
        });
    }

    [Fact]
    public void Embedded_EveryCommand_IsOneLineOfTheAwsCliWhosePathsAreKnown()
    {
        var commands = Shipped.Queries
            .SelectMany(query => query.Remediation.Select(step => (query, step.Command)))
            .Where(each => each.Command is not null);

        Assert.All(commands, each =>
        {
            Assert.StartsWith("aws ", each.Command, StringComparison.Ordinal);
            Assert.DoesNotContain(each.Command!, c => c is '\n' or ';' or '|' or '&' or '$' or '`' or '>' or '<');
            Assert.All(CommandTemplate.PathsOf(each.Command!), path => Assert.Matches(
                "^(requestParameters|responseElements|awsRegion|recipientAccountId|userIdentity|additionalEventData)", path.Text));
        });
    }

    [Fact]
    public void Quoted_CreateToken_MatchesTwoServices()
    {
        var quoted = Quoted("CreateToken");

        Assert.True(quoted.IsKnown);
        Assert.StartsWith("Two services have it.", quoted.Finding, StringComparison.Ordinal);
        Assert.Contains("License Manager", quoted.Finding, StringComparison.Ordinal);
        Assert.Contains("CreateTokenWithIAM", quoted.Instead);
        Assert.Equal(
            ["license-manager.amazonaws.com", "sso-oauth.amazonaws.com", "sso.amazonaws.com"],
            Shipped.Queries.Where(query => query.EventName == "CreateToken").Select(query => query.EventSource).Order());
    }

    [Fact]
    public void Quoted_UpdateToken_MatchesNothing()
    {
        Assert.False(Quoted("UpdateToken").IsKnown);
        Assert.DoesNotContain(Shipped.Queries, query => query.EventName == "UpdateToken");
    }

    [Fact]
    public void Quoted_AttachPolicy_IsOfOrganizationsAndNoAttachmentOfIam()
    {
        Assert.Contains("Organizations", Quoted("AttachPolicy").Finding, StringComparison.Ordinal);
        Assert.Equal("organizations.amazonaws.com", Assert.Single(Shipped.Queries, query => query.EventName == "AttachPolicy").EventSource);
    }

    [Fact]
    public void Quoted_EveryNameThatIsMeantInstead_HasAQuery() =>
        Assert.All(
            Shipped.Quoted.SelectMany(quoted => quoted.Instead),
            name => Assert.Contains(Shipped.Queries, query => query.EventName == name));

    [Fact]
    public void With_ATeamsOwnEntries_ReplacesTheSameEventAndAddsTheRest()
    {
        var own = Bytes(File(Entry("iam-attach-role-policy-ours", means: "Ours."), Entry("ours", "CreateThing", "thing.amazonaws.com")));

        var registry = Shipped.With(own, "own.json");

        Assert.Equal(Shipped.Queries.Count + 1, registry.Queries.Count);
        Assert.Equal("Ours.", registry.Find("AttachRolePolicy", "iam.amazonaws.com")!.Means);
        Assert.Equal("ours", registry.Find("CreateThing", "thing.amazonaws.com")!.Id);
        Assert.Null(registry.Find("CreateThing", "other.amazonaws.com"));
        Assert.Equal($"{Shipped.Version}+7", registry.Version);
        Assert.NotEqual(Shipped.Digest, registry.Digest);
        Assert.Equal(Shipped.Quoted.Count, registry.Quoted.Count);
    }

    [Fact]
    public void With_AnIdOfAnotherEventOfOurs_IsRefused()
    {
        var own = Bytes(File(Entry("iam-attach-user-policy", "CreateThing", "thing.amazonaws.com")));

        Assert.Equal(
            "own.json: the id iam-attach-user-policy is that of another event of ours",
            Assert.Throws<InvalidDataException>(() => Shipped.With(own, "own.json")).Message);
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "no JSON", "{\"version\":", "is no JSON from there on" },
        { "no version", """{"queries":[]}""", "version is missing" },
        { "null for an entry", """{"version":"1","queries":[null]}""", "queries or quoted has a null" },
        { "null among the quoted", """{"version":"1","queries":[],"quoted":[{"eventName":"A"}]}""", "queries or quoted has a null" },
        { "a field missing", File(Entry("a").Replace("\"means\"", "\"hidden\":[],\"mean\"", StringComparison.Ordinal)), "$.queries[0]" },
        {
            "an unknown field", File(Entry("a").Replace("\"id\"", "\"risk\":1,\"id\"", StringComparison.Ordinal)),
            "$.queries[0].risk: risk is no field of it"
        },
        { "an id with spaces", File(Entry("a b")), "id 'a b' is none" },
        { "an id twice", File(Entry("a"), Entry("a", "CreateThing")), "a stands there twice" },
        { "an event twice", File(Entry("a"), Entry("b")), "iam.amazonaws.com AttachRolePolicy stands there twice" },
        { "a name with a star", File(Entry("a", "Attach*")), "a: eventName is not as CloudTrail writes it" },
        { "a service without a dot", File(Entry("a", source: "iam")), "a: eventSource is not as CloudTrail writes it" },
        { "no meaning", File(Entry("a", means: " ")), "a: means is empty" },
        { "a number for a kind", File(Entry("a", kind: "99")), "a: kind is none of ours" },
        { "another kind", File(Entry("a", kind: "\"robot\"")), "$.queries[0].kind: has a value that it cannot have" },
        { "nothing to do", File(Entry("a", steps: "[]")), "a: remediation is empty" },
        { "a step that is null", File(Entry("a", steps: "[null]")), "a: remediation has a step without a text" },
        { "a step without a text", File(Entry("a", steps: """[{"command":"aws"}]""")), "a: remediation has a step without a text" },
        { "an open brace", Command("aws {a.b"), "a: remediation: 'aws {a.b' has a brace that is not closed" },
        { "an empty path", Command("aws {}"), "a: remediation: '' is no path into a record" },
        { "a path in quotes", Command("aws '{a.b}'"), "has a quote or a backslash before a brace" },
        { "a path in double quotes", Command("aws \\\"{a.b}\\\""), "has a quote or a backslash before a brace" },
        { "no path", File(Entry("a", access: "[\"a..b\"]")), "a: access: 'a..b' is no path into a record" },
        { "a path that is null", File(Entry("a", access: "[null]")), "a: access: null is no path into a record" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_WrongFile_IsRefusedWithEntryAndField(string what, string json, string told)
    {
        Assert.NotEmpty(what);
        var refused = Assert.Throws<InvalidDataException>(() => QueryRegistry.Read(Bytes(json), "own.json"));

        Assert.StartsWith("own.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("OAuthAttest", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatIsNotThere_IsRefused() => Assert.Equal(
        "/no/such/file.json cannot be read", Assert.Throws<InvalidDataException>(() => QueryRegistry.Load("/no/such/file.json")).Message);

    private static QuotedName Quoted(string name) => Assert.Single(Shipped.Quoted, quoted => quoted.EventName == name);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string File(params string[] entries) => $$"""{"version":"7","queries":[{{string.Join(',', entries)}}]}""";

    private static string Command(string command) => File(Entry("a", steps: $$"""[{"text":"t","command":"{{command}}"}]"""));

    private static string Entry(
        string id, string name = "AttachRolePolicy", string source = "iam.amazonaws.com", string means = "Something changed.",
        string kind = "\"policy\"", string steps = """[{"text":"Look."}]""", string access = "[]") => $$"""
        {"id":"{{id}}","eventName":"{{name}}","eventSource":"{{source}}","means":"{{means}}","kind":{{kind}},"effect":"grants",
        "severity":"high","access":{{access}},"remediation":{{steps}},"source":"https://docs.example.com/"}
        """;
}
