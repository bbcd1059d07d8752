using OAuthAttest.Evidence;
using OAuthAttest.Local.Verify;
using OAuthAttest.Tests.Campaigns;
using Spectre.Console;
using Xunit;

namespace OAuthAttest.Tests.Evidence;

/// <summary>A chain that fits together, compared with heads that were written down before somebody changed it.</summary>
public sealed class AuditVerificationTests
{
    internal const string CutTail = """
        DROP TRIGGER append_only ON audit_events;
        DELETE FROM audit_events WHERE sequence > 4;
        UPDATE audit_head SET (sequence, hash) = (SELECT sequence, hash FROM audit_events WHERE sequence = 4);
        """;

    internal const string RewriteAll = """
        DROP TRIGGER append_only ON audit_events;
        CREATE TEMP TABLE kept AS SELECT * FROM audit_events;
        DELETE FROM audit_events;
        UPDATE audit_head SET sequence = 0, hash = decode(repeat('00', 32), 'hex');
        SELECT append_audit_events(at, ARRAY[kind], ARRAY[subject], ARRAY['somebody else'], ARRAY[data]) FROM kept ORDER BY sequence;
        """;

    [Theory]
    [InlineData("", ChainState.Whole, null, 0, "WHOLE")]
    [InlineData(CutTail, ChainState.TailCut, 5L, 3, "TAIL CUT: the log ends with entry 4, but entry 6 was written down")]
    [InlineData(RewriteAll, ChainState.Rewritten, 6L, 4, "REWRITTEN: entry 6")]
    [InlineData(
        "DROP TRIGGER append_only ON audit_events; UPDATE audit_events SET actor = 'x' WHERE sequence = 2",
        ChainState.Broken,
        2L,
        5,
        "BROKEN at entry 2"
    )]
    public async Task VerifyAsync_AgainstAKnownHead_TellsWhatWasDone(
        string change,
        ChainState expected,
        long? at,
        int exitCode,
        string words
    )
    {
        await using var world = await WithEntriesAsync(6);
        var known = await HeadAsync(world);
        if (change.Length > 0)
            await world.ExecuteAsync(change);

        var verdict = await new AuditVerification(world.Source).VerifyAsync([known], default);
        var (code, said) = await RunVerbAsync(world, known);

        Assert.Equal((expected, at), (verdict.State, verdict.BrokenAt));
        Assert.Equal(exitCode, code);
        Assert.StartsWith(words, said, StringComparison.Ordinal);
        Assert.Contains("compared with 1 head from elsewhere", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CutTail)]
    [InlineData(RewriteAll)]
    public async Task VerifyAsync_WithoutAKnownHead_SaysThatItCannotTell(string change)
    {
        await using var world = await WithEntriesAsync(6);
        await world.ExecuteAsync(change);

        var (code, said) = await RunVerbAsync(world);

        Assert.Equal(0, code);
        Assert.Contains("compared with no head", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyAsync_OlderHeadAndMoreEntriesSince_IsWhole()
    {
        await using var world = await WithEntriesAsync(3);
        var older = await HeadAsync(world);
        await AppendAsync(world, 3);

        var verdict = await new AuditVerification(world.Source).VerifyAsync([await HeadAsync(world), older], default);

        Assert.Equal((ChainState.Whole, 6), (verdict.State, verdict.Entries));
    }

    [Theory]
    [InlineData("6:0123456789abcdef", true)]
    [InlineData(" 0:0000000000000000 ", true)]
    [InlineData("6:0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF", true)]
    [InlineData("6:0123456789abcde", false)]
    [InlineData("6:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0", false)]
    [InlineData("-6:0123456789abcdef", false)]
    [InlineData("6:0123456789abcdeg", false)]
    [InlineData("99999999999999999999:0123456789abcdef", false)]
    [InlineData("6", false)]
    [InlineData("6:0123456789abcdef:7", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParse_AnyText_IsAHeadOrRefused(string? text, bool expected) => Assert.Equal(expected, ChainHead.TryParse(text, out _));

    private static async Task<CampaignWorld> WithEntriesAsync(int entries)
    {
        var world = await CampaignWorld.CreateAsync();
        await AppendAsync(world, entries);
        return world;
    }

    private static Task AppendAsync(CampaignWorld world, int entries) =>
        world.ExecuteAsync(
            $"SELECT append_audit_events(now(), ARRAY['answer.accepted'], ARRAY['grant/' || n], ARRAY['tester'], ARRAY['{"{}"}']) FROM "
                + $"generate_series(1, {entries}) n"
        );

    private static async Task<ChainHead> HeadAsync(CampaignWorld world)
    {
        await using var connection = await world.Source.OpenConnectionAsync();
        Assert.True(ChainHead.TryParse((await AuditLog.HeadAsync(connection, default)).Brief, out var head));
        return head;
    }

    private static async Task<(int Code, string Said)> RunVerbAsync(CampaignWorld world, params ChainHead[] known)
    {
        await using var said = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(said) });
        console.Profile.Width = 500;
        return (await VerifyVerb.RunAsync(console, world.Source, known, default), said.ToString());
    }
}
