using System.CommandLine;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Verify;
using Xunit;

namespace OAuthAttest.Tests.Local.Verify;

public sealed class VerifyVerbTests
{
    [Theory]
    [InlineData("heads", "be an absolute URL that ends with a slash")]
    [InlineData("account.blob.core.windows.net/heads/", "be an absolute URL that ends with a slash")]
    [InlineData("https://account.blob.core.windows.net/heads", "be an absolute URL that ends with a slash")]
    [InlineData("https://account.blob.core.windows.net/heads/?sv=1", "be an absolute URL that ends with a slash")]
    [InlineData("/heads/", "be https, except on this machine")]
    [InlineData("http://account.blob.core.windows.net/heads/", "be https, except on this machine")]
    [InlineData("https://account.blob.core.windows.net/", "name a container, not only the storage account")]
    public async Task Verify_AddressThatIsNoContainers_IsRefusedInOneSentence(string address, string must)
    {
        var said = new StringWriter();

        var exit = await VerbRunner.RunAsync(
            new RootCommand { VerifyVerb.Create() },
            ["verify", "--connection", "Host=nowhere.invalid", "--heads", address],
            TextWriter.Null,
            said);

        Assert.Equal((2, $"--heads is '{address}': it must {must}.\n"), (exit, said.ToString()));
    }
}
