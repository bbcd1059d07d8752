using System.Net;
using System.Text.Json;
using Npgsql;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions.Rehearsals;

public sealed class RehearsalFlowTests
{
    [Fact]
    public async Task Rehearsal_OverHttp_IsStartedThenReadAndNothingIsSentOrWrittenElsewhere()
    {
        await using var world = await OpenAsync();
        var sentBefore = world.Slack.AllMessages.Count;

        using var started = await world.PostAsync("rehearsals", """{"key":"2027Q1"}""");
        await world.Host.WhenIdleAsync();
        var (id, path) = (await IdAsync(started), started.Headers.Location!.ToString());
        var rehearsal = await world.GetJsonAsync(path["/api/".Length..]);
        using var messages = await world.GetAsync($"rehearsals/{id}/messages");
        using var worklist = await world.GetAsync($"rehearsals/{id}/worklist?part=1");

        Assert.Equal((HttpStatusCode.Accepted, $"/api/rehearsals/{id}"), (started.StatusCode, path));
        Assert.Equal("rehearsal-2027Q1-20261001T050000Z", id);
        Assert.Equal(
            (id, "Completed", 1, 1),
            (
                rehearsal.GetProperty("id").GetString(),
                rehearsal.GetProperty("state").GetString(),
                rehearsal.GetProperty("messageParts").GetInt32(),
                rehearsal.GetProperty("worklistParts").GetInt32()
            )
        );
        var report = rehearsal.GetProperty("report");
        Assert.Equal(
            ("2027Q1", 1, 2),
            (
                report.GetProperty("campaign").GetString(),
                report.GetProperty("messages").GetInt32(),
                report.GetProperty("allSilent").GetProperty("size").GetInt32()
            )
        );
        Assert.Equal("application/jsonl", messages.Content.Headers.ContentType!.MediaType);
        Assert.Single((await messages.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("text/csv", worklist.Content.Headers.ContentType!.MediaType);
        Assert.Equal(3, (await worklist.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(sentBefore, world.Slack.AllMessages.Count);
        using var campaign = await world.GetAsync("campaigns/2027Q1");
        Assert.Equal(HttpStatusCode.NotFound, campaign.StatusCode);
    }

    [Fact]
    public async Task Rehearsal_BeforeTheFirstCampaign_ReadsSlacksPeopleItself()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddPersonAsync("offline", inSlack: false);
        await world.AddGrantAsync("jane");
        await world.AddGrantAsync("offline");

        var report = await RehearseAsync(world);

        Assert.Equal(
            ("ReadNow", 1, 1),
            (
                report.GetProperty("directory").GetProperty("basis").GetString(),
                report.GetProperty("messages").GetInt32(),
                report.GetProperty("unreachable").GetInt32()
            )
        );
        Assert.Empty(world.Slack.AllMessages);
    }

    [Fact]
    public async Task Rehearsal_WhileSlackIsOut_SaysWhatItAssumed()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddPersonAsync("offline", inSlack: false);
        await world.AddGrantAsync("jane");
        await world.AddGrantAsync("offline");
        world.Slack.Faults.Next("auth.test", [.. Enumerable.Repeat(SlackFault.HtmlPage, 5)]);

        var assumed = await RehearseAsync(world);
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
        await RehearseAsync(world);
        world.Slack.Faults.Next("users.list", [.. Enumerable.Repeat(SlackFault.HtmlPage, 5)]);
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
        var earlier = await RehearseAsync(world);

        var directory = assumed.GetProperty("directory");
        Assert.Equal(("AssumedReachable", 2), (directory.GetProperty("basis").GetString(), assumed.GetProperty("messages").GetInt32()));
        Assert.Contains("ASSUMED", directory.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal("EarlierReading", earlier.GetProperty("directory").GetProperty("basis").GetString());
        Assert.Equal((1, 1), (earlier.GetProperty("messages").GetInt32(), earlier.GetProperty("unreachable").GetInt32()));
    }

    [Fact]
    public async Task Rehearsal_WhileItRuns_SaysSoAndTheSecondRequestGetsTheSame()
    {
        await using var world = await OpenAsync();
        await using var source = NpgsqlDataSource.Create(world.ConnectionString);
        await using var holder = await source.OpenConnectionAsync();
        string id;
        await using (var transaction = await holder.BeginTransactionAsync())
        {
            await ExecuteAsync(holder, "LOCK TABLE rehearsals IN EXCLUSIVE MODE");
            using var first = await world.PostAsync("rehearsals", "{}");
            using var second = await world.PostAsync("rehearsals", "{}");
            id = await IdAsync(first);
            using var running = await world.GetAsync($"rehearsals/{id}");

            Assert.Equal((HttpStatusCode.Accepted, id), (second.StatusCode, await IdAsync(second)));
            Assert.Equal((HttpStatusCode.Accepted, "5"), (running.StatusCode, running.Headers.GetValues("Retry-After").Single()));
            Assert.Contains("\"Running\"", await running.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        await world.Host.WhenIdleAsync();

        Assert.Equal("Completed", (await world.GetJsonAsync($"rehearsals/{id}")).GetProperty("state").GetString());
        await using var count = source.CreateCommand("SELECT count(*) FROM rehearsals");
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Rehearsal_ThatFails_SaysSoWithoutSayingTooMuch()
    {
        await using var world = await OpenAsync();
        await using var source = NpgsqlDataSource.Create(world.ConnectionString);
        await using var holder = await source.OpenConnectionAsync();
        await ExecuteAsync(holder, "DROP TABLE rehearsal_parts");

        using var started = await world.PostAsync("rehearsals", "{}");
        // The rehearsal is retried for a day, because the failure could have been an outage.
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1.1));
        var rehearsal = await world.GetJsonAsync($"rehearsals/{await IdAsync(started)}");

        Assert.Equal("Failed", rehearsal.GetProperty("state").GetString());
        Assert.DoesNotContain("rehearsal_parts", rehearsal.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rehearsal_MadeRoomForNewerOnes_IsNotThere()
    {
        await using var world = await OpenAsync();
        using var started = await world.PostAsync("rehearsals", "{}");
        await world.Host.WhenIdleAsync();
        await using var source = NpgsqlDataSource.Create(world.ConnectionString);
        await using var holder = await source.OpenConnectionAsync();
        await ExecuteAsync(holder, "DELETE FROM rehearsals");

        using var gone = await world.GetAsync($"rehearsals/{await IdAsync(started)}");

        await EndpointTests.AssertRefusedAsync(gone, 404, "id");
    }

    private static async Task<FlowWorld> OpenAsync()
    {
        var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.AddGrantAsync("jane", ["Mail.ReadWrite"]);
        await world.OpenCampaignAsync();
        return world;
    }

    private static async Task<JsonElement> RehearseAsync(FlowWorld world)
    {
        using var started = await world.PostAsync("rehearsals", "{}");
        await world.Host.WhenIdleAsync();
        return (await world.GetJsonAsync($"rehearsals/{await IdAsync(started)}")).GetProperty("report");
    }

    private static async Task<string> IdAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return json.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
