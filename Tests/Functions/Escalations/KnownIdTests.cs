using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>One id has one content, and a time that cannot be is no fact.</summary>
public sealed class KnownIdTests : IAsyncLifetime
{
    private static readonly string OtherPerson = OtherSamples.Standard
        .Replace("0f0e0d0c", "1f0e0d0c", StringComparison.Ordinal)
        .Replace("Cfo@Example.com", "intern@example.com", StringComparison.Ordinal);

    private ConsentWorld world = null!;

    public async Task InitializeAsync() => world = await ConsentWorld.StartAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Standard_AnotherBodyUnderAKnownId_Is409AndChangesNothing()
    {
        using var first = await world.PostAsync(ConsentSource.Standard, OtherSamples.Standard);
        var before = await world.CountAsync();

        using var other = await world.PostAsync(ConsentSource.Standard, OtherPerson);

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        using var answer = JsonDocument.Parse(await other.Content.ReadAsStreamAsync());
        Assert.Equal("webhook-id", answer.RootElement.GetProperty("field").GetString());
        Assert.StartsWith(
            "webhook-id is known with another body", answer.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await world.CountAsync());
        await using var db = world.Open();
        var consent = await db.Consents.AsNoTracking().SingleAsync();
        Assert.Equal(("0f0e0d0c", "cfo@example.com", 1), (consent.Facts.Who.ExternalId, consent.Facts.Who.Email, consent.Revision));
        var kept = await db.RejectedRecords.AsNoTracking().SingleAsync();
        Assert.Equal((ConsentSource.Standard, 1), (kept.Source, kept.Times));
        Assert.DoesNotContain("intern", $"{kept.Problem} {kept.Shape}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_TheSameBodyAgain_Is200WithTheSameEscalationAlsoAfterAConflict()
    {
        using var first = await world.PostAsync(ConsentSource.Standard, OtherSamples.Standard);
        using var other = await world.PostAsync(ConsentSource.Standard, OtherPerson);
        using var again = await world.PostAsync(
            ConsentSource.Standard, OtherSamples.Standard.Replace("\n", "\n  ", StringComparison.Ordinal));
        var (accepted, duplicate) = (await ConsentWorld.ReadAsync(first), await ConsentWorld.ReadAsync(again));

        Assert.Equal(HttpStatusCode.OK, duplicate.Status);
        Assert.Equal((Assert.Single(accepted.Escalations).Id, "duplicate"), Assert.Single(duplicate.Escalations));
    }

    [Theory]
    [InlineData("\"Mail.ReadWrite\", ", "")]
    [InlineData("\"principal\"", "\"application\"")]
    [InlineData("client-1", "client-2")]
    [InlineData("04:59:00Z", "04:59:01Z")]
    [InlineData("203.0.113.7", "203.0.113.8")]
    public async Task Standard_AnyOtherFactUnderAKnownId_Is409(string before, string after)
    {
        using var first = await world.PostAsync(ConsentSource.Standard, OtherSamples.Standard);

        using var other = await world.PostAsync(
            ConsentSource.Standard, OtherSamples.Standard.Replace(before, after, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
    }

    [Fact]
    public async Task Standard_TwoBodiesUnderOneIdAtOnce_OneIsTakenAndTheOtherIs409()
    {
        for (var round = 1; round <= 10; round++)
        {
            var id = $"race-{round}";
            var answers = await Task.WhenAll(PostAsync(OtherSamples.Standard, id), PostAsync(OtherPerson, id), PostAsync(OtherPerson, id));

            Assert.Single(answers, HttpStatusCode.Accepted);
            Assert.Contains(HttpStatusCode.Conflict, answers);
            await using var db = world.Open();
            var consent = await db.Consents.AsNoTracking().SingleAsync(row => row.EventKey == id);
            Assert.Contains(
                $"{consent.Facts.Who.ExternalId} {consent.Facts.Who.Email}",
                new[] { "0f0e0d0c cfo@example.com", "1f0e0d0c intern@example.com" });
        }
    }

    [Theory]
    [InlineData("occurredAt", "\"2026-10-01T04:59:00Z\"", "\"2026-10-01T05:05:00Z\"", HttpStatusCode.Accepted)]
    [InlineData("occurredAt", "\"2026-10-01T04:59:00Z\"", "\"2026-10-01T05:05:01Z\"", HttpStatusCode.BadRequest)]
    [InlineData("occurredAt", "\"2026-10-01T04:59:00Z\"", "\"2031-01-01T00:00:00+02:00\"", HttpStatusCode.BadRequest)]
    [InlineData("app.registeredAt", "\"2026-09-20T00:00:00Z\"", "\"2026-10-01T05:05:01Z\"", HttpStatusCode.BadRequest)]
    public async Task Standard_TimeBeyondTheClockWindow_Is400WithTheField(string field, string before, string after, HttpStatusCode status)
    {
        using var answer = await world.PostAsync(
            ConsentSource.Standard, OtherSamples.Standard.Replace(before, after, StringComparison.Ordinal));

        Assert.Equal(status, answer.StatusCode);
        if (status != HttpStatusCode.BadRequest)
            return;
        using var said = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(field, said.RootElement.GetProperty("field").GetString());
        Assert.Equal((0, 0, 0), await world.CountAsync());
    }

    private async Task<HttpStatusCode> PostAsync(string body, string id)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        using var answer = await world.PostAsync(
            ConsentSource.Standard, bytes, TestWebhooks.Headers(ConsentSource.Standard, bytes, id: id));
        return answer.StatusCode;
    }
}
