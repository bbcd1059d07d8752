using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Slack;
using OAuthAttest.Slack.People;
using OAuthAttest.Tests.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class RehearsalArchiveTests
{
    private static readonly CampaignKey Key = CampaignKey.Parse("2027Q1");

    [Fact]
    public async Task RunAsync_WholeCampaign_WritesItsOwnReportAndNothingElse()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await FillAsync(world);
        var before = await TableFingerprint.OfAsync(world.Source, except: "rehearsal");

        var kept = await Service(world).RunAsync(Order(0), default);

        Assert.Equal(before, await TableFingerprint.OfAsync(world.Source, except: "rehearsal"));
        var archive = new RehearsalArchive(world.Source);
        var report = (await archive.FindAsync(kept.Id, default))!.Report;
        Assert.Equal(
            ("2027Q1", 21),
            (report.GetProperty("campaign").GetString(), report.GetProperty("population").GetProperty("grants").GetInt32())
        );
        var lines = (await TextAsync(archive, kept.Id, RehearsalPartKind.Messages)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(report.GetProperty("messages").GetInt32(), lines.Length);
        Assert.All(lines, line => Assert.InRange(JsonDocument.Parse(line).RootElement.GetProperty("blocks").GetArrayLength(), 1, 50));
        var rows = (await TextAsync(archive, kept.Id, RehearsalPartKind.Worklist)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("grant_id,", rows[0], StringComparison.Ordinal);
        Assert.Equal(report.GetProperty("allSilent").GetProperty("size").GetInt32(), rows.Length - 1);
    }

    [Fact]
    public async Task RunAsync_Repeated_IsTheSameRehearsalAndNotRunAgain()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await FillAsync(world);
        var first = await Service(world).RunAsync(Order(0), default);
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("late@example.com"));
        var before = await TableFingerprint.OfAsync(world.Source);

        var again = await Service(world).RunAsync(Order(0), default);

        Assert.Equal(first, again);
        Assert.Equal(before, await TableFingerprint.OfAsync(world.Source));
    }

    [Fact]
    public async Task RunAsync_TwiceAtOnce_KeepsOne()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await FillAsync(world);

        var both = await Task.WhenAll(Service(world).RunAsync(Order(0), default), Service(world).RunAsync(Order(0), default));

        Assert.Equal(both[0], both[1]);
        Assert.Equal(1L, await world.ScalarAsync<long>("SELECT count(*) FROM rehearsals"));
    }

    [Fact]
    public async Task KeepAsync_RehearsalThatFails_LeavesNothing()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var archive = new RehearsalArchive(world.Source);

        await Assert.ThrowsAsync<IOException>(() => archive.KeepAsync("rehearsal-x", CampaignWorld.Start, FailAsync, default));

        Assert.Null(await archive.FindAsync("rehearsal-x", default));
        Assert.Equal(
            0L,
            await world.ScalarAsync<long>("SELECT (SELECT count(*) FROM rehearsals) + (SELECT count(*) FROM rehearsal_parts)")
        );

        static async Task<RehearsalReport> FailAsync(RehearsalParts parts)
        {
            await parts.MessageLineAsync(new string('x', 2_000_000), default);
            throw new IOException("The disk is full.");
        }
    }

    [Fact]
    public async Task KeepAsync_MoreThanAPortion_IsCutBetweenLines()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var archive = new RehearsalArchive(world.Source);
        var lines = Enumerable.Range(0, 50).Select(number => $"{number} {new string('é', 50_000)}").ToList();

        var kept = await archive.KeepAsync("rehearsal-large", CampaignWorld.Start.AddDays(1), WriteAsync, default);

        Assert.InRange(kept.MessageParts, 4, 6);
        Assert.Equal(
            lines,
            (await TextAsync(archive, kept.Id, RehearsalPartKind.Messages)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
        for (var part = 1; part <= kept.MessageParts; part++)
            Assert.Equal((byte)'\n', (await archive.PartAsync(kept.Id, RehearsalPartKind.Messages, part, default))![^1]);

        async Task<RehearsalReport> WriteAsync(RehearsalParts parts)
        {
            foreach (var line in lines)
                await parts.MessageLineAsync(line, default);
            var campaign = new RehearseCampaign(Key, CampaignWorld.Policy, "test-1", CampaignWorld.Start);
            return await new Rehearsal(world.Source, ScopeDictionary.Embedded).RunAsync(
                campaign,
                (_, _, _, _) => AsyncEnumerable.Empty<AttestationRequestView>(),
                new Nowhere(),
                default
            );
        }
    }

    [Fact]
    public async Task RunAsync_OneMoreThanAreKept_DeletesTheOldestWithItsParts()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await FillAsync(world);
        for (var number = 0; number <= RehearsalArchive.Most; number++)
            await Service(world).RunAsync(Order(number), default);

        Assert.Null(await new RehearsalArchive(world.Source).FindAsync(Order(0).Id, default));
        Assert.NotNull(await new RehearsalArchive(world.Source).FindAsync(Order(1).Id, default));
        Assert.Equal(RehearsalArchive.Most, await world.ScalarAsync<long>("SELECT count(*) FROM rehearsals"));
        Assert.Equal(RehearsalArchive.Most, await world.ScalarAsync<long>("SELECT count(DISTINCT rehearsal_id) FROM rehearsal_parts"));
    }

    [Theory]
    [InlineData("rehearsal-2027Q1-20261001T060000Z", true)]
    [InlineData("rehearsal-", true)]
    [InlineData("campaign-2026Q4", false)]
    [InlineData("rehearsal-a/b", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsValid_Text_TakesOnlyWhatCanBeAnId(string? text, bool expected) => Assert.Equal(expected, RehearsalId.IsValid(text));

    [Fact]
    public void Of_LongestKey_IsStillAnId()
    {
        var id = RehearsalId.Of(CampaignKey.Parse(new string('A', 32)), CampaignWorld.Start);

        Assert.True(RehearsalId.IsValid(id), id);
        Assert.EndsWith("-20261001T060000Z", id, StringComparison.Ordinal);
    }

    private static RehearsalOrder Order(int number) =>
        new(RehearsalId.Of(Key, CampaignWorld.Start.AddMinutes(number)), Key, CampaignWorld.Start.AddMinutes(number));

    private static RehearsalService Service(CampaignWorld world) =>
        new(
            new Rehearsal(world.Source, ScopeDictionary.Embedded),
            new RehearsalDirectory(new SlackDirectory(world.Source, SilentSlack()), NullLogger<RehearsalDirectory>.Instance),
            new RehearsalArchive(world.Source),
            new AttestationComposer(ScopeDictionary.Embedded),
            MessageSamples.Renderer,
            ScopeDictionary.Embedded,
            Options.Create(new CampaignOptions { LeadEmail = CampaignWorld.Lead })
        );

    /// <summary>Slack does not answer: the copy of its list is taken as it was read before.</summary>
    private static ISlackWorkspace SilentSlack()
    {
        var slack = new Mock<ISlackWorkspace>(MockBehavior.Strict);
        slack.Setup(one => one.FindTeamAsync(It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SlackUnavailableException("auth.test", "nobody listens"));
        return slack.Object;
    }

    /// <summary>A person with three pages, and a person whom no message can reach.</summary>
    private static async Task FillAsync(CampaignWorld world)
    {
        await world.SaveAsync(new SlackDirectoryReading { TeamId = "T0", ReadAt = CampaignWorld.Start });
        var person = await world.UserAsync("person@example.com");
        for (var number = 0; number < 20; number++)
            await world.GrantAsync(await world.AppAsync($"=App {number}"), person, (Risk)(1 + (number % 4)));
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("unreachable@example.com", inSlack: false));
    }

    private static async Task<string> TextAsync(RehearsalArchive archive, string id, RehearsalPartKind kind)
    {
        var text = new StringBuilder();
        for (var part = 1; await archive.PartAsync(id, kind, part, default) is { } content; part++)
            text.Append(Encoding.UTF8.GetString(content));
        return text.ToString();
    }

    private sealed class Nowhere : IRehearsalSink
    {
        public Task MessageAsync(AttestationRequestView page, CancellationToken cancellation) => Task.CompletedTask;

        public Task WorklistRowAsync(WorklistRow row, CancellationToken cancellation) => Task.CompletedTask;
    }
}
