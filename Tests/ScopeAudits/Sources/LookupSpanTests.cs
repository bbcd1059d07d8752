using OAuthAttest.ScopeAudits.Sources;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Sources;

/// <summary>The time that is asked about.</summary>
public sealed class LookupSpanTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, 500, TimeSpan.Zero);
    private static readonly DateTimeOffset Settled = new(2026, 11, 29, 11, 45, 0, TimeSpan.Zero);

    [Fact]
    public void Of_NothingSaid_IsTheSetTimeUpToWhatIsSureToBeThere()
    {
        var span = LookupSpan.Of(null, null, Now, new ScopeAuditOptions());

        Assert.Equal((Settled.AddDays(-7), Settled), (span.Window.From, span.Window.Until));
        Assert.Empty(span.Untold);
    }

    [Fact]
    public void Of_ATimeThatIsThere_IsThatTime()
    {
        var span = LookupSpan.Of(Settled.AddDays(-89), Settled, Now, new ScopeAuditOptions());

        Assert.Equal((Settled.AddDays(-89), Settled), (span.Window.From, span.Window.Until));
        Assert.Equal(Settled.AddSeconds(-1), span.Window.Last);
        Assert.Empty(span.Untold);
    }

    [Fact]
    public void Of_MoreThanIsThere_IsCutAndTold()
    {
        var span = LookupSpan.Of(Now.AddDays(-400), Now, Now, new ScopeAuditOptions());

        Assert.Equal((new DateTimeOffset(2026, 8, 31, 12, 0, 1, TimeSpan.Zero), Settled), (span.Window.From, span.Window.Until));
        Assert.Equal(
            [
                "calls from 2026-11-29T11:45:00Z on were not asked about: their records may not be there yet",
                "calls before 2026-08-31T12:00:01Z were not asked about: CloudTrail's history has 90 days",
            ],
            span.Untold);
    }

    [Theory]
    [InlineData(-400, -91)]
    [InlineData(0, 1)]
    public void Of_NothingThatIsThere_IsRefused(int since, int until) => Assert.Throws<FormatException>(() =>
        LookupSpan.Of(Now.AddDays(since), Now.AddDays(until), Now, new ScopeAuditOptions()));
}
