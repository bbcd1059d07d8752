using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Athena;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits.Athena;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Athena;

/// <summary>The calls to Athena, one by one.</summary>
public sealed class AthenaClientTests
{
    private const string Sql =
        "SELECT eventid, errorcode FROM \"security\".\"cloudtrail_logs\" WHERE eventname IN (?, ?) AND eventid <> '?'";

    private static readonly string Token = new('a', 64);

    public static TheoryData<string> Hostile =>
    [
        "x'; DROP TABLE \"security\".\"cloudtrail_logs\"; --", "?", "'?'", "''", "'", "a' OR '1' = '1", "\\'",
        "$1", "\"", "/*", "ä\t\u2028",
    ];

    /// <summary>A value is never a part of the query, whatever it is: it finds what has exactly this name.</summary>
    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Value_ThatIsHostile_IsComparedAsItStands(string value)
    {
        await using var world = await WithAsync(("wanted", value), ("other", "Other"));

        Assert.Equal(["wanted"], await world.AskAsync(Question(value, "nothing")));

        Assert.Equal(["other"], await world.AskAsync(Question("nothing", "Other")));
    }

    [Fact]
    public async Task Value_ThatIsTooLong_IsRefusedBeforeItIsSent()
    {
        await using var world = await WithAsync();

        Assert.Throws<FormatException>(() => Question(new string('\'', 512), "b").Parameters);

        Assert.Equal([], await world.AskAsync(Question(new string('\'', 511), "b")));
    }

    [Fact]
    public async Task Start_WithTheTokenOfBefore_StartsNothing()
    {
        await using var world = await WithAsync(("e-1", "A"));
        var question = Question("A", "B");

        var first = await world.Client.StartAsync(question, Token, default);

        Assert.Equal(first, await world.Client.StartAsync(question, Token, default));
        Assert.Single(world.World.Aws.Queries);
    }

    /// <summary>Two deployments may begin an audit in the same second, and ask for different things.</summary>
    [Fact]
    public async Task Token_IsOfTheAuditTheAttemptAndAllThatIsAsked()
    {
        await using var world = await WithAsync();
        var question = Question("A", "B");
        var token = world.Client.TokenOf(question, "audit/changes", 1);

        Assert.Equal(token, world.Client.TokenOf(Question("A", "B"), "audit/changes", 1));
        Assert.InRange(token.Length, 32, 128);
        Assert.Equal(
            5,
            new HashSet<string>(StringComparer.Ordinal)
            {
                token,
                world.Client.TokenOf(question, "audit/changes", 2),
                world.Client.TokenOf(question, "audit/coverage", 1),
                world.Client.TokenOf(Question("A", "C"), "audit/changes", 1),
                world.Client.TokenOf(question with { Sql = $"{Sql} " }, "audit/changes", 1),
            }.Count);
    }

    [Fact]
    public async Task Start_WithTheTokenOfAnotherQuery_IsRefused()
    {
        await using var world = await WithAsync();
        await world.Client.StartAsync(Question("A", "B"), Token, default);

        var refused = await Assert.ThrowsAsync<AwsRejectedException>(() => world.Client.StartAsync(Question("A", "C"), Token, default));

        Assert.Equal("InvalidRequestException", refused.Code);
        Assert.Single(world.World.Aws.Queries);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Query_WithAnotherNumberOfValues_Fails(int values)
    {
        await using var world = await WithAsync();
        var question = Question("A", "B") with { Values = [.. Enumerable.Repeat("A", values)] };

        var status = await world.EndAsync(await world.Client.StartAsync(question, Token, default));

        Assert.Equal((AthenaState.Failed, false), (status.State, status.IsRetryable));
        Assert.Equal($"SYNTAX_ERROR: Incorrect number of parameters: expected 2 but found {values}", status.Reason);
    }

    [Fact]
    public async Task Query_WithAPlaceholderOutsideOfWhere_Fails()
    {
        await using var world = await WithAsync();
        var question = new AthenaQuestion("SELECT ? AS a", ["A"], ["a"], 10);

        Assert.Equal(AthenaState.Failed, (await world.EndAsync(await world.Client.StartAsync(question, Token, default))).State);
    }

    [Fact]
    public async Task Query_ThatWouldChangeTheTable_Fails()
    {
        await using var world = await WithAsync(("e-1", "A"));
        var question = Question("A", "B") with { Sql = "DELETE FROM \"security\".\"cloudtrail_logs\" WHERE eventname IN (?, ?)" };

        Assert.Equal(AthenaState.Failed, (await world.EndAsync(await world.Client.StartAsync(question, Token, default))).State);
        Assert.Equal(["e-1"], await world.AskAsync(Question("A", "B")));
    }

    [Fact]
    public async Task Result_OfAQueryThatRuns_IsRefused()
    {
        await using var world = await WithAsync();
        world.World.Athena.Next(QueryEnding.NeverEnds);
        var question = Question("A", "B");
        var id = await world.Client.StartAsync(question, Token, default);

        await Assert.ThrowsAsync<AwsRejectedException>(() => world.Client.PageAsync(question, id, null, default));
        Assert.Equal(AthenaState.Queued, (await world.Client.StatusAsync(id, default)).State);
        Assert.Equal(AthenaState.Running, (await world.Client.StatusAsync(id, default)).State);

        await world.Client.StopAsync(id, default);
        Assert.Equal(AthenaState.Cancelled, (await world.Client.StatusAsync(id, default)).State);
    }

    [Fact]
    public async Task Result_WithOtherColumns_IsNoAnswer()
    {
        await using var world = await WithAsync(("e-1", "A"));
        var question = Question("A", "B") with { Columns = ["errorcode", "eventid"] };
        var id = await world.Client.StartAsync(question, Token, default);
        await world.EndAsync(id);

        var wrong = await Assert.ThrowsAsync<AwsUnavailableException>(() => world.Client.PageAsync(question, id, null, default));

        Assert.Equal("Athena: the answer has no columns that were asked for", wrong.Message);
    }

    private static AthenaQuestion Question(string one, string other) => new(Sql, [one, other], ["eventid", "errorcode"], 10);

    private static async Task<OpenedWorld> WithAsync(params (string Id, string Name)[] records)
    {
        var world = await AthenaWorld.StartAsync(isDelivered: false);
        foreach (var (id, name) in records)
            await world.Athena.AddAsync(LogText.Record(id, name), world.Day);
        var (sources, _) = world.Open();
        return new OpenedWorld(world, sources.Session(), sources);
    }

    private sealed class OpenedWorld(AthenaWorld world, AwsSession session, AthenaSources sources) : IAsyncDisposable
    {
        public AthenaWorld World => world;

        public AthenaClient Client { get; } = sources.Client(session, AthenaSources.Pace());

        public async Task<AthenaStatus> EndAsync(string id)
        {
            while (true)
            {
                if (await Client.StatusAsync(id, default) is { IsOver: true } status)
                    return status;
            }
        }

        public async Task<IReadOnlyList<string?>> AskAsync(AthenaQuestion question)
        {
            var ids = new List<string?>();
            var key = string.Join('/', question.Values);
            var outcome = await new AthenaRunner(Client, TimeSpan.FromMinutes(1)).AskAsync(question, key, row => ids.Add(row[0]), default);
            Assert.Null(outcome.Problem);
            return ids;
        }

        public async ValueTask DisposeAsync()
        {
            session.Dispose();
            await world.DisposeAsync();
        }
    }
}
