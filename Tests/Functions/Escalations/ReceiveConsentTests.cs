using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>The webhook as a sender sees it. The tests share one world; each has its own events.</summary>
public sealed class ReceiveConsentTests(ReceiveConsentTests.SharedWorld shared) : IClassFixture<ReceiveConsentTests.SharedWorld>
{
    private readonly ConsentWorld world = shared.World;

    [Theory]
    [MemberData(nameof(ConsentWebhookTests.Sources), MemberType = typeof(ConsentWebhookTests))]
    public async Task Post_EachSource_Is202ThenTheSameIdWith200(ConsentSource source, string body, string key)
    {
        Assert.NotEmpty(key);
        using var first = await world.PostAsync(source, body);
        using var again = await world.PostAsync(source, body);
        var (accepted, duplicate) = (await ConsentWorld.ReadAsync(first), await ConsentWorld.ReadAsync(again));

        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Assert.Equal(HttpStatusCode.OK, duplicate.Status);
        var (id, status) = Assert.Single(accepted.Escalations);
        Assert.Equal("accepted", status);
        Assert.Equal((id, "duplicate"), Assert.Single(duplicate.Escalations));
        await using var db = world.Open();
        Assert.Equal(id, (await db.Consents.SingleAsync(consent => consent.Source == source)).Key);
        Assert.True(await db.Effects.AnyAsync(effect => effect.Key == EffectKeys.Start(id, 1)));
    }

    [Fact]
    public async Task Post_SomeKnownSomeNew_Is202AndSaysWhich()
    {
        var known = OtherSamples.OktaConsent.Replace("3f6c1e10", "4f6c1e10", StringComparison.Ordinal);
        var unknown = OtherSamples.OktaConsent.Replace("3f6c1e10", "5f6c1e10", StringComparison.Ordinal);
        using var first = await world.PostAsync(ConsentSource.Okta, OtherSamples.OktaHook(known));
        using var both = await world.PostAsync(ConsentSource.Okta, OtherSamples.OktaHook(unknown, known));
        var (status, escalations) = await ConsentWorld.ReadAsync(both);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["accepted", "duplicate"], escalations.Select(escalation => escalation.Status));
    }

    [Theory]
    [InlineData(ConsentSource.Okta, """{"data":{"events":[{"eventType":"app.oauth2.as.consent.revoke"}]}}""")]
    [InlineData(ConsentSource.Entra, """{"records":[{"operationName":"Update user"}]}""")]
    [InlineData(ConsentSource.Google, """{"events":[{"name":"revoke"}]}""")]
    [InlineData(ConsentSource.Auth0, """{"log_id":"1","data":{"type":"f"}}""")]
    [InlineData(ConsentSource.GitHub, """{"zen":"Keep it logically awesome.","hook_id":1}""")]
    public async Task Post_WellFormedWithoutAConsent_Is200AndEmpty(ConsentSource source, string body)
    {
        var before = await world.CountAsync();
        using var answer = await world.PostAsync(source, body);
        var (status, escalations) = await ConsentWorld.ReadAsync(answer);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Empty(escalations);
        Assert.Equal(before, await world.CountAsync());
    }

    [Fact]
    public async Task Post_ChannelOpenedByGoogle_Is200WithoutBodyAndContentType()
    {
        using var answer = await world.PostAsync(
            ConsentSource.Google,
            [],
            new() { ["X-Goog-Channel-Token"] = TestWebhooks.Token, ["X-Goog-Resource-State"] = "sync" }
        );

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Post_EachMistake_IsRefusedInTheOrderOfTheChecks()
    {
        var before = await world.CountAsync();
        var huge = Encoding.UTF8.GetBytes(new string('x', 1024 * 1024 + 1));
        var small = "{"u8.ToArray();
        var stale = TestWebhooks.Headers(ConsentSource.Standard, small, TestWebhooks.Now.AddSeconds(-301), contentType: "text/plain");
        stale["webhook-signature"] = "v1,x";
        // The request's errors are fixed one after the other, in the order in which they are checked.
        await AssertAsync(await world.PostAsync(ConsentSource.Standard, huge, stale), 413, null);
        await AssertAsync(await world.PostAsync(ConsentSource.Standard, small, stale), 415, "Content-Type");
        stale["Content-Type"] = "application/json";
        await AssertAsync(await world.PostAsync(ConsentSource.Standard, small, stale), 401, "webhook-timestamp");
        var unsigned = TestWebhooks.Headers(ConsentSource.Standard, small);
        unsigned["webhook-signature"] = "v1,x";
        await AssertAsync(await world.PostAsync(ConsentSource.Standard, small, unsigned), 401, "webhook-signature");
        await AssertAsync(await world.PostAsync(ConsentSource.Standard, small), 400, "body");
        Assert.Equal(before, await world.CountAsync());
    }

    [Fact]
    public async Task Post_BodyOfExactlyTheCap_IsReadAndOneMoreByteIsNot()
    {
        var body = new byte[1024 * 1024];
        await AssertAsync(await world.PostAsync(ConsentSource.Standard, body), 400, "body");
        await AssertAsync(await world.PostAsync(ConsentSource.Standard, new byte[body.Length + 1]), 413, null);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("Okta")]
    [InlineData("1")]
    [InlineData("%2e%2e")]
    public async Task Post_UnknownSource_Is404(string source)
    {
        using var answer = await world.Http.PostAsync($"api/consents/{source}", new StringContent("{}", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "okta")]
    [InlineData("DELETE", "okta")]
    [InlineData("PATCH", "standard")]
    [InlineData("OPTIONS", "standard")]
    [InlineData("GET", "standard")]
    [InlineData("GET", "okta")]
    [InlineData("GET", "nobody")]
    public async Task Send_OtherMethod_Is404AndEmpty(string method, string source)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/consents/{source}");
        if (source != "okta")
            request.Headers.Add("x-okta-verification-challenge", "abc");
        using var answer = await world.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.NotFound, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("yyFsPvhqnLwHf7KpGb8nYg")]
    [InlineData("\"<script>&")]
    public async Task Get_ChallengeOfOkta_IsAnsweredAsJson(string challenge)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/consents/okta");
        request.Headers.TryAddWithoutValidation("x-okta-verification-challenge", challenge);
        using var answer = await world.Http.SendAsync(request);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(challenge, json.RootElement.GetProperty("verification").GetString());
    }

    [Fact]
    public async Task Post_NulInEveryText_IsStoredWithoutIt()
    {
        using var answer = await world.PostAsync(
            ConsentSource.Entra,
            EntraSamples
                .Consent.Replace("Mail Merge Pro", "Mail\\u0000Merge\\u202e Pro", StringComparison.Ordinal)
                .Replace(EntraSamples.Correlation, "a\\u0000b", StringComparison.Ordinal)
        );

        var id = Assert.Single((await ConsentWorld.ReadAsync(answer)).Escalations).Id;
        Assert.StartsWith("entra-ab", id, StringComparison.Ordinal);
        await using var db = world.Open();
        Assert.Equal("MailMerge Pro", (await db.Consents.SingleAsync(consent => consent.Key == id)).Facts.App.Name);
    }

    [Fact]
    public async Task Post_SomeRecordsUnreadable_TakesTheOthersAndKeepsAndTellsTheBadOnes()
    {
        const string bad =
            """{"log_id":"bad-1","data":{"type":"s","user_name":"secret@example.com","details":{"prompts":[{"grantInfo":{}}]}}}""";
        var good = OtherSamples.Auth0Login.Replace("90020261001045930", "80020261001045930", StringComparison.Ordinal);
        await using var own = await ConsentWorld.StartAsync();
        using var first = await own.PostAsync(ConsentSource.Auth0, $"{good}\n{bad}\n");
        using var again = await own.PostAsync(ConsentSource.Auth0, $"{good}\n{bad}\n");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        using var json = JsonDocument.Parse(await first.Content.ReadAsStringAsync());
        Assert.Single(json.RootElement.GetProperty("escalations").EnumerateArray());
        var unreadable = json.RootElement.GetProperty("unreadable");
        Assert.Equal(1, unreadable.GetProperty("count").GetInt32());
        var told = Assert.Single(unreadable.GetProperty("records").EnumerateArray());
        Assert.Equal("line 2", told.GetProperty("position").GetString());
        await using var db = own.Open();
        var kept = await db.RejectedRecords.SingleAsync(record => record.Source == ConsentSource.Auth0);
        Assert.Equal((2, "line 2", told.GetProperty("digest").GetString()), (kept.Times, kept.Position, kept.Digest));
        Assert.Contains("user_name: text", kept.Shape, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", kept.Shape, StringComparison.Ordinal);
        Assert.Equal(2, own.Log.Of(5112).Count);
        Assert.All(own.Log.Of(5112), line => Assert.Contains(kept.Digest, line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "body")]
    [InlineData("""{"records":[{"hello":"world"}]}""", "records[0]")]
    public async Task Post_NothingUnderstood_Is400WithWhatIsExpectedAndIsKept(string body, string field)
    {
        using var answer = await world.PostAsync(ConsentSource.Entra, body);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.StatusCode, json.RootElement.GetProperty("field").GetString()));
        var error = json.RootElement.GetProperty("error").GetString();
        Assert.Contains("expected are records of Entra's audit log", error, StringComparison.Ordinal);
        await using var db = world.Open();
        Assert.True(await db.RejectedRecords.AnyAsync(record => record.Source == ConsentSource.Entra && record.Position == field));
    }

    [Fact]
    public async Task Post_ThousandParallelDuplicates_MakeOneConsentAndOneStart()
    {
        var body = Encoding.UTF8.GetBytes(OtherSamples.Standard);
        var headers = TestWebhooks.Headers(ConsentSource.Standard, body, id: "flood");
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async _ =>
        {
            using var answer = await world.PostAsync(ConsentSource.Standard, body, headers);
            return await ConsentWorld.ReadAsync(answer);
        }));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.Equal(999, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal("standard-flood", Assert.Single(answers.Select(answer => Assert.Single(answer.Escalations).Id).Distinct()));
        await using var db = world.Open();
        var row = await db.Consents.SingleAsync(consent => consent.Key == "standard-flood");
        Assert.Equal(1, row.Revision);
        var start = await db.Effects.SingleAsync(effect => effect.ConsentId == row.Id && effect.Kind == EffectKind.Start);
        Assert.Equal(EffectKeys.Start(row.Key, 1), start.Key);
        Assert.Equal(1, await db.AuditEvents.CountAsync(entry => entry.Subject == "consent/standard-flood"));
    }

    private static async Task AssertAsync(HttpResponseMessage answer, int status, string? field)
    {
        using (answer)
            await EndpointTests.AssertRefusedAsync(answer, status, field);
    }

    public sealed class SharedWorld : IAsyncLifetime
    {
        internal ConsentWorld World { get; private set; } = null!;

        public async Task InitializeAsync() => World = await ConsentWorld.StartAsync();

        public async Task DisposeAsync() => await World.DisposeAsync();
    }
}
