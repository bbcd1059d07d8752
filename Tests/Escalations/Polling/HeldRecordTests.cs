using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Evidence;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>A record that cannot be read holds the log only for some polls.</summary>
public sealed class HeldRecordTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(ConsentSource.Okta, "uuid")]
    [InlineData(ConsentSource.Okta, "published")]
    [InlineData(ConsentSource.Entra, "activityDateTime")]
    [InlineData(ConsentSource.Google, "id")]
    public async Task Poll_RecordStaysUnreadable_IsSetAsideAndTheMarkMoves(ConsentSource source, string field)
    {
        await using var world = await PollWorld.StartAsync();
        world.Consent(source, 1).Remove(field);
        world.Consent(source, 2);

        var outcomes = new List<PollOutcome>();
        for (var poll = 0; poll < 4; poll++)
        {
            outcomes.Add((await world.PollAsync(source)).Outcome);
            world.Clock.Advance(Minute);
        }

        Assert.Equal([PollOutcome.Failed, PollOutcome.Failed, PollOutcome.Read, PollOutcome.Read], outcomes);
        Assert.Equal(PollWorld.Start + 3 * Minute, (await world.WatermarkAsync(source))!.ReadUntil);
        Assert.Single(await world.ConsentsAsync());
        var record = Assert.Single(await world.ReadAsync(db => db.HeldRecords));
        Assert.Equal((source, 3, PollWorld.Start + 2 * Minute), (record.Source, record.Attempts, record.SetAsideAt!.Value));
        Assert.Equal(64, record.Digest.Length);
        Assert.DoesNotContain("person-1", record.Redacted, StringComparison.Ordinal);
        Assert.DoesNotContain("Mail Helper", record.Redacted, StringComparison.Ordinal);
        var audited = Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(e => e.Kind == AuditKinds.FeedRecordSetAside)));
        Assert.Contains(record.Digest, audited.Data, StringComparison.Ordinal);
        Assert.Contains(5133, world.Warnings);
    }

    [Fact]
    public async Task Poll_RecordBecomesReadable_IsAcceptedAndNothingIsKept()
    {
        await using var world = await PollWorld.StartAsync();
        var record = world.Consent(ConsentSource.Okta, 1);
        record.Remove("uuid");
        await world.PollAsync(ConsentSource.Okta);
        world.Clock.Advance(Minute);
        await world.PollAsync(ConsentSource.Okta);
        record["uuid"] = "uuid-1";
        world.Clock.Advance(Minute);

        Assert.Equal(PollOutcome.Read, (await world.PollAsync(ConsentSource.Okta)).Outcome);

        Assert.Single(await world.ConsentsAsync());
        Assert.Empty(await world.ReadAsync(db => db.HeldRecords));
    }

    [Fact]
    public async Task Poll_NewUnreadableRecordEachTime_DoesNotHoldTheMarkForEver()
    {
        await using var world = await PollWorld.StartAsync();
        var moved = 0;
        for (var poll = 1; poll <= 18; poll++)
        {
            var record = world.Consent(ConsentSource.Okta, poll);
            record["uuid"] = "";
            record["detail"] = poll;
            moved += (await world.PollAsync(ConsentSource.Okta)).Outcome == PollOutcome.Read ? 1 : 0;
            world.Clock.Advance(Minute);
        }

        Assert.Equal(2, moved);
        Assert.Equal(18, (await world.ReadAsync(db => db.HeldRecords.Where(r => r.SetAsideAt != null))).Count);
    }

    [Fact]
    public void Page_RecordThatBreaksItsReader_IsUnreadableAndTheOthersAreTaken()
    {
        var page = FeedPage.Of(
            [JsonElement.Parse("1"), JsonElement.Parse("2")],
            (record, _) => record.GetInt32() == 1 ? throw new InvalidOperationException("secret") : []
        );

        Assert.Equal(["the reader failed (InvalidOperationException)"], page.Unreadable.Select(entry => entry.Problem));
    }

    [Fact]
    public void Redact_AnyRecord_KeepsShapeIdsAndTimesOnly()
    {
        var record = new JsonObject
        {
            ["uuid"] = "4f-1",
            ["published"] = "2026-11-25T12:00:00Z",
            ["id"] = "boss@example.com",
            ["displayMessage"] = "Boss \u0000 lets in",
            ["boss@example.com"] = true,
            ["target"] = new JsonArray(new JsonObject { ["alternateId"] = "boss@example.com", ["count"] = 4711 }),
        };
        var element = JsonElement.Parse(record.ToJsonString());

        var redacted = RecordRedaction.Redact(element);

        Assert.Equal(
            """
            {"uuid":"4f-1","published":"2026-11-25T12:00:00Z","id":"(text of 16 characters)",
            "displayMessage":"(text of 14 characters)","(name of 16 characters)":true,
            "target":[{"alternateId":"(text of 16 characters)","count":"(number)"}]}
            """.ReplaceLineEndings(""),
            redacted
        );
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero), RecordRedaction.Time(element));
    }

    [Fact]
    public void Digest_SameFactsInAnotherOrder_IsTheSame() =>
        Assert.Equal(
            RecordRedaction.Digest(JsonElement.Parse("""{"a":[1,{"b":"x","c":null}],"d":2}""")),
            RecordRedaction.Digest(JsonElement.Parse("""{"d":2,"a":[1,{"c":null,"b":"x"}]}"""))
        );
}
