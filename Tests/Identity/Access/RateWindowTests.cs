using System.Globalization;
using System.Text.Json;
using OAuthAttest.Identity.Access;
using OAuthAttest.Local.Time;
using OAuthAttest.Outside;
using Xunit;

namespace OAuthAttest.Tests.Identity.Access;

public sealed class RateWindowTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(65);

    [Theory]
    [InlineData(600, 61, 0)]
    [InlineData(600, 60, 30)]
    [InlineData(600, 0, 30)]
    public async Task Wait_WhenATenthIsLeft_LastsUntilTheNextWindow(int limit, int remaining, int seconds)
    {
        var clock = new VirtualClock(Now);
        var window = new RateWindow(RateHeaders.Okta, clock);
        window.Heed(Okta(200, limit, remaining, seconds: 30));

        var wait = window.WaitAsync("Okta", Patience, CancellationToken.None);

        if (seconds > 0)
        {
            Assert.False(wait.IsCompleted);
            clock.Advance(TimeSpan.FromSeconds(seconds));
        }
        await wait;
        Assert.Equal(Now.AddSeconds(seconds), clock.GetUtcNow());
    }

    [Fact]
    public async Task Wait_LongerThanTheCallerIsPatient_IsTheCallersToWait()
    {
        var window = new RateWindow(RateHeaders.Okta, new VirtualClock(Now));
        window.Heed(Okta(200, 600, 0, seconds: 600));

        var fault = await Assert.ThrowsAsync<ProviderUnavailableException>(() =>
            window.WaitAsync("Okta", Patience, CancellationToken.None));

        Assert.Equal(TimeSpan.FromSeconds(600), fault.RetryAfter);
    }

    [Fact]
    public async Task Wait_AnswerWithoutHeaders_ChangesNothing()
    {
        var window = new RateWindow(RateHeaders.Okta, new VirtualClock(Now));
        window.Heed(new OutsideAnswer(200, [], null, new Dictionary<string, string>()));

        await window.WaitAsync("Okta", Patience, CancellationToken.None);
    }

    [Theory]
    [InlineData(403, "0", null, "API rate limit exceeded", 90)]
    [InlineData(429, "0", null, "API rate limit exceeded", 90)]
    [InlineData(403, "4000", null, "You have exceeded a secondary rate limit", 60)]
    [InlineData(403, "4000", 45, "You have triggered an abuse detection mechanism", 45)]
    public void Limit_OfGitHub_IsPassing_WithTheWaitThatItTells(int status, string remaining, int? retryAfter, string message, int seconds)
    {
        var answer = GitHub(status, remaining, retryAfter);

        Assert.True(ProviderErrors.IsPassing(answer, Body(message)));
        Assert.Equal(TimeSpan.FromSeconds(seconds), ProviderErrors.Wait(answer, Now));
    }

    [Fact]
    public void Refusal_OfGitHub_IsNoLimit() =>
        Assert.False(ProviderErrors.IsPassing(GitHub(403, "4000", null), Body("Resource not accessible by integration")));

    [Fact]
    public void Outage_OfGitHub_DoesNotWaitForTheWindow() => Assert.Null(ProviderErrors.Wait(GitHub(502, "4000", null), Now));

    private static OutsideAnswer Okta(int status, int limit, int remaining, int seconds) => new(status, [], null,
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["X-Rate-Limit-Limit"] = limit.ToString(CultureInfo.InvariantCulture),
            ["X-Rate-Limit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture),
            ["X-Rate-Limit-Reset"] = Now.AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        });

    private static OutsideAnswer GitHub(int status, string remaining, int? retryAfter)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["x-ratelimit-limit"] = "5000",
            ["x-ratelimit-remaining"] = remaining,
            ["x-ratelimit-reset"] = Now.AddSeconds(90).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        if (retryAfter is { } seconds)
            headers["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture);
        return new OutsideAnswer(status, [], null, headers);
    }

    private static JsonElement Body(string message) => JsonSerializer.SerializeToElement(new { message });
}
