using System.Text;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Approving;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.Tests.ScopeAudits;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>Entries of the approved list that end soon are announced; the list is exported as the file that it came from.</summary>
public sealed class ScopeExpiryFlowTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"approved-{Guid.NewGuid():N}.json");

    [Fact]
    public async Task EntriesOfFileAndSlack_AreAnnouncedFourteenAndThreeDaysBefore_EachOnce()
    {
        // The world begins on the first of October.
        Write(ApprovedScopesTests.Entry("release", access: "arn:aws:s3:::*", expires: "2026-10-20"));
        await using var world = await ApprovalWorld.StartAsync(settings => settings["ScopeAudit:ApprovedFile"] = file);
        await world.ProposeAsync(day: "2026-10-20");
        await world.ApproveAsync(world.Ines);
        await world.NextTickAsync();
        Assert.Empty(Announced(world));

        // Two of each day: nothing is told twice.
        for (var day = 2; day <= 25; day++)
        {
            await world.TickAfterAsync(TimeSpan.FromHours(12));
            await world.TickAfterAsync(TimeSpan.FromHours(12));
        }

        var told = Announced(world);
        Assert.Equal(2, told.Count);
        var entry = await world.EntryAsync();
        Assert.All(told, message =>
        {
            Assert.Contains("*2 entries of the approved list", message.ReadAloud(), StringComparison.Ordinal);
            Assert.Contains("`release` of Platform", message.ReadAloud(), StringComparison.Ordinal);
            Assert.Contains($"`{entry}` of Platform", message.ReadAloud(), StringComparison.Ordinal);
        });
        Assert.Contains("within 14 days", told[0].ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("within 3 days", told[1].ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(
            ["proposed", "approved", "expiry_announced", "expiry_announced", "expired"], await world.StepsAsync());
        Assert.InRange(told[0].PostedAt, Day(7), Day(8));
        Assert.InRange(told[1].PostedAt, Day(18), Day(19));
    }

    [Fact]
    public async Task Announcement_ClaimedByAWorkerThatDied_IsPostedByTheNextTick()
    {
        Write(ApprovedScopesTests.Entry("release", expires: "2026-10-10"));
        await using var world = await ApprovalWorld.StartAsync(settings => settings["ScopeAudit:ApprovedFile"] = file, isFound: false);

        await world.Flow.Service<ExpiryAnnouncing>().ClaimAsync(default);
        Assert.Empty(Announced(world));
        await world.Audits.TickAsync();
        await world.NextTickAsync();

        Assert.Single(Announced(world));
        Assert.Equal(["expiry_announced"], await world.StepsAsync());
    }

    [Fact]
    public async Task Announcement_PostedByAWorkerThatDiedThen_IsNotPostedAgain()
    {
        Write(ApprovedScopesTests.Entry("release", expires: "2026-10-10"));
        await using var world = await ApprovalWorld.StartAsync(settings => settings["ScopeAudit:ApprovedFile"] = file, isFound: false);
        // Slack has the message, and nobody knows.
        world.Flow.Slack.Faults.Next("chat.postMessage", SlackFault.HtmlPageAfterAccepting);

        await world.Audits.TickAsync();
        Assert.Null((await world.Flow.OneAsync(db => db.ScopeExpiryNotices)).ToldAt);
        await world.NextTickAsync();

        Assert.Single(Announced(world));
        Assert.NotNull((await world.Flow.OneAsync(db => db.ScopeExpiryNotices)).ToldAt);
    }

    [Fact]
    public async Task Entry_WhoseEndIsMovedInTheFile_IsAnnouncedForItsNewEnd()
    {
        Write(ApprovedScopesTests.Entry("release", expires: "2026-10-10"));
        await using var world = await ApprovalWorld.StartAsync(settings => settings["ScopeAudit:ApprovedFile"] = file, isFound: false);
        await world.Audits.TickAsync();

        Write(ApprovedScopesTests.Entry("release", expires: "2026-10-11"));
        await world.NextTickAsync();

        Assert.Equal(2, Announced(world).Count);
    }

    [Fact]
    public async Task ManyEntriesOfOneDay_AreOneMessage()
    {
        Write([.. Enumerable.Range(0, 300).Select(number => ApprovedScopesTests.Entry($"entry-{number:000}", expires: "2026-10-10"))]);
        await using var world = await ApprovalWorld.StartAsync(settings => settings["ScopeAudit:ApprovedFile"] = file, isFound: false);

        await world.Audits.TickAsync();

        var told = Assert.Single(Announced(world)).ReadAloud();
        Assert.Contains("*300 entries", told, StringComparison.Ordinal);
        Assert.Contains("…and 285 more", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfFileAndSlack_IsReadAgainAsTheSame_AndMayTakeTheFilesPlace()
    {
        Write(
            ApprovedScopesTests.Entry("release", access: "arn:aws:s3:::*", expires: "2026-12-31", from: "2026-01-01T08:00:00Z"),
            ApprovedScopesTests.Entry("older", access: "iam:*", expires: "2026-01-31T12:30:00+02:00"));
        await using var world = await ApprovalWorld.StartAsync(settings => settings["ScopeAudit:ApprovedFile"] = file);
        await world.ProposeAsync();
        await world.ApproveAsync(world.Ines);

        using var answer = await world.Flow.GetAsync("scope-approvals/file");
        var exported = await answer.Content.ReadAsByteArrayAsync();

        var read = ApprovedScopes.Read(exported, "exported");
        var original = ApprovedScopes.Load(file);
        var approval = await world.ApprovalAsync();
        Assert.Equal(["release", "older", await world.EntryAsync()], read.Entries.Select(entry => entry.Id));
        Assert.Equal(original.Entries, read.Entries.Take(2));
        var change = AuditDocuments.Change((await world.Flow.ReadAsync(db => db.ScopeChanges)).Single().Change);
        Assert.Equal(approval.Entries(change).Single() with { Origin = ApprovedOrigin.File, ApprovedAt = null }, read.Entries[2]);
        Assert.Equal(exported, read.ToFile());

        await File.WriteAllBytesAsync(file, exported);
        using var again = await world.Flow.GetAsync("scope-approvals/file");
        Assert.Equal(Encoding.UTF8.GetString(exported), await again.Content.ReadAsStringAsync());
        await world.NextTickAsync();
        Assert.Equal($"covered by {await world.EntryAsync()} (file)", (await world.FindingAsync()).GetProperty("rule").GetString());
    }

    [Fact]
    public async Task EntryOfTheFile_WithTheIdOfAnApproval_EndsItEarly()
    {
        Write(ApprovedScopesTests.Entry("release", access: "none"));
        await using var world = await ApprovalWorld.StartAsync(settings => settings["ScopeAudit:ApprovedFile"] = file);
        await world.ProposeAsync();
        await world.ApproveAsync(world.Ines);
        var id = await world.EntryAsync();

        Write(ApprovedScopesTests.Entry(id, expires: "2026-09-01"));
        await world.NextTickAsync();
        await world.NextTickAsync();

        var told = Assert.Single(
            world.Audits.Told, message => message.Text.Contains("ends this approval", StringComparison.Ordinal));
        Assert.Equal(world.Proposal.Timestamp, told.Thread);
        Assert.Contains($"`{id}`", told.Text, StringComparison.Ordinal);
        Assert.Equal("Expired", (await world.FindingAsync()).GetProperty("verdict").GetString());
    }

    public void Dispose() => File.Delete(file);

    private static IReadOnlyList<SimulatedMessage> Announced(ApprovalWorld world) =>
        [.. world.Audits.Told.Where(message => message.Key!.StartsWith("scope-expiry-", StringComparison.Ordinal))];

    private static DateTimeOffset Day(int day) => new(2026, 10, day, 0, 0, 0, TimeSpan.Zero);

    private void Write(params string[] entries) => File.WriteAllText(file, ApprovedScopesTests.File(entries));
}
