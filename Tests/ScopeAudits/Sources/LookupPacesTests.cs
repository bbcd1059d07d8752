using Microsoft.Extensions.Options;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.ScopeAudits.Sources;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Sources;

/// <summary>AWS' rate, two calls a second in each account and Region.</summary>
public sealed class LookupPacesTests
{
    private static readonly IOptions<ScopeAuditOptions> Rate = Options.Create(new ScopeAuditOptions());

    [Fact]
    public async Task Shared_OneWorkerIsThrottled_HoldsTheOthersBackInThatRegionAlone()
    {
        await using var database = await TestDatabase.CreateAsync();
        var pacer = new ProviderPacer(database.Source);
        var (one, other) = (new SharedLookupPaces(pacer, Rate), new SharedLookupPaces(new ProviderPacer(database.Source), Rate));

        await one.Of("111122223333", "eu-west-1").WaitAsync(default);
        await one.Of("111122223333", "eu-west-1").HoldBackAsync(TimeSpan.FromHours(1), default);
        await other.Of("111122223333", "eu-west-2").WaitAsync(default);
        await other.Of("444455556666", "eu-west-1").WaitAsync(default);

        Assert.True(await pacer.BlockedForAsync(new PaceBucket("cloudtrail:111122223333:eu-west-1", 2), default) > TimeSpan.Zero);
        using var impatience = new CancellationTokenSource();
        var held = other.Of("111122223333", "eu-west-1").WaitAsync(impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
    }

    [Fact]
    public void Own_SameRegionTwice_IsOnePace()
    {
        using var paces = new OwnLookupPaces(Rate);

        Assert.Same(paces.Of("111122223333", "eu-west-1"), paces.Of("111122223333", "eu-west-1"));
        Assert.NotSame(paces.Of("111122223333", "eu-west-1"), paces.Of("111122223333", "eu-west-2"));
    }
}
