using System.CommandLine;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Verify;
using Xunit;

namespace OAuthAttest.Tests.Local.Verify;

[Collection("console")]
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
        var before = Console.Error;
        Console.SetError(said);
        int exit;
        try
        {
            exit = await VerbRunner.RunAsync(
                new RootCommand { VerifyVerb.Create() }, ["verify", "--connection", "Host=nowhere.invalid", "--heads", address]);
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Equal((2, $"--heads is '{address}': it must {must}.\n"), (exit, said.ToString()));
    }
}
