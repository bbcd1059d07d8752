using OAuthAttest.Escalations.Messages;
using Xunit;

namespace OAuthAttest.Tests.Slack.Interactions;

public sealed class IncidentInteractionTests
{
    [Fact]
    public void IncidentButton_EncodedAndDecoded_IsTheSame()
    {
        var button = new IncidentButton(long.MaxValue, new string('k', 80));

        Assert.Equal(button, IncidentButton.Decode(button.Encode()));
        Assert.InRange(button.Encode().Length, 1, 2000);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2:1:key")]
    [InlineData("1:-1:key")]
    [InlineData("1:x:key")]
    [InlineData("1:1:")]
    [InlineData("1:1:key/../x")]
    [InlineData("1:1:key:more")]
    public void IncidentButton_OfSomethingElse_IsNone(string? value) => Assert.Null(IncidentButton.Decode(value));
}
