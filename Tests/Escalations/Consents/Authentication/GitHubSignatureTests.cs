using OAuthAttest.Escalations.Consents.Authentication;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Authentication;

public sealed class GitHubSignatureTests
{
    // https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
    private const string Secret = "It's a Secret to Everybody";
    private const string Expected = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private static readonly byte[] Body = "Hello, World!"u8.ToArray();

    [Fact]
    public void Sign_PublishedVector_GivesPublishedSignature() => Assert.Equal(Expected, GitHubSignature.Sign(Secret, Body));

    [Fact]
    public void Matches_PublishedVector_IsAccepted() => Assert.True(new GitHubSignature([Secret]).Matches(Expected, Body));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17")]
    [InlineData(Expected + "," + Expected)]
    [InlineData(Expected + " ")]
    public void Matches_OtherHeaders_AreRefused(string? header) => Assert.False(new GitHubSignature([Secret]).Matches(header, Body));

    [Fact]
    public void Matches_AnyBitFlipped_IsRefused()
    {
        var signature = new GitHubSignature([Secret]);
        Bits.EachFlip(Body, tampered => Assert.False(signature.Matches(Expected, tampered)));
        Bits.EachFlip(Expected, tampered => Assert.False(signature.Matches(tampered, Body)));
    }

    [Fact]
    public void Matches_WhileASecretIsRotated_AcceptsOldAndNewAndNothingElse()
    {
        var signature = new GitHubSignature(["another secret of ours", Secret]);
        Assert.True(signature.Matches(Expected, Body));
        Assert.True(signature.Matches(GitHubSignature.Sign("another secret of ours", Body), Body));
        Assert.False(signature.Matches(GitHubSignature.Sign("a third secret of nobody", Body), Body));
        Assert.False(new GitHubSignature([]).Matches(Expected, Body));
    }
}
