using OAuthAttest.Text;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

public sealed class IsoInstantTests
{
    [Theory]
    [InlineData("2026-10-01T08:30:00Z", "2026-10-01T08:30:00.0000000+00:00")]
    [InlineData("2026-10-01T08:30:00.123Z", "2026-10-01T08:30:00.1230000+00:00")]
    [InlineData("2026-10-01T08:30:00.1234567+02:00", "2026-10-01T06:30:00.1234567+00:00")]
    [InlineData("2026-10-01T08:30:00", "2026-10-01T08:30:00.0000000+00:00")]
    [InlineData("2026-10-01 08:30:00", "2026-10-01T08:30:00.0000000+00:00")]
    [InlineData("2026-10-01 08:30:00+02", "2026-10-01T06:30:00.0000000+00:00")]
    [InlineData("2026-10-01 08:30:00.5-01", "2026-10-01T09:30:00.5000000+00:00")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00.0000000+00:00")]
    public void TryParse_Iso8601_GivesUtc(string text, string expected)
    {
        Assert.True(IsoInstant.TryParse(text, out var instant));
        Assert.Equal((expected, TimeSpan.Zero), (instant.ToString("O"), instant.Offset));
    }

    [Theory]
    [InlineData("03/04/2026")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-10-01T24:00:00Z")]
    [InlineData("2026-1x-01T00:00:00Z")]
    [InlineData("yesterday")]
    [InlineData("1790000000")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(IsoInstant.TryParse(text, out _));
}
