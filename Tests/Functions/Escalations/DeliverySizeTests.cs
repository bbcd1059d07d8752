using System.Net;
using System.Text;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>The largest body of each source, at its edge.</summary>
public sealed class DeliverySizeTests : IAsyncLifetime
{
    private const int Mebibyte = 1024 * 1024;

    private ConsentWorld world = null!;

    public async Task InitializeAsync() => world = await ConsentWorld.StartAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(ConsentSource.Standard, Mebibyte)]
    [InlineData(ConsentSource.Okta, Mebibyte)]
    [InlineData(ConsentSource.Google, Mebibyte)]
    [InlineData(ConsentSource.Auth0, 4 * Mebibyte)]
    [InlineData(ConsentSource.Entra, 4 * Mebibyte)]
    [InlineData(ConsentSource.GitHub, 25 * Mebibyte)]
    public async Task Post_OfTheLargestSize_IsTakenAndOneByteMoreIs413(ConsentSource source, int largest)
    {
        using var taken = await world.PostAsync(source, Padded(source, largest));
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);

        using var refused = await world.PostAsync(source, Padded(source, largest + 1));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    // A genuine delivery, filled up: GitHub's with a list of repositories, the others with the white space that JSON allows.
    private static byte[] Padded(ConsentSource source, int length)
    {
        var body = source switch
        {
            ConsentSource.Standard => OtherSamples.Standard,
            ConsentSource.Okta => OtherSamples.OktaHook(OtherSamples.OktaConsent),
            ConsentSource.Google => OtherSamples.GoogleActivity,
            ConsentSource.Auth0 => OtherSamples.Auth0Login,
            ConsentSource.Entra => EntraSamples.Diagnostic(EntraSamples.Consent),
            _ => OtherSamples.GitHubTokenRequest(),
        };
        if (source != ConsentSource.GitHub)
            return Encoding.UTF8.GetBytes(body + new string(' ', length - Encoding.UTF8.GetByteCount(body)));
        const string list = "\"repositories\": null";
        var room = length - Encoding.UTF8.GetByteCount(body) + "null".Length - "[\"\"]".Length;
        var names = new StringBuilder();
        while (room - names.Length > 2000)
            names.Append('n', 1000).Append("\",\"");
        names.Append('n', room - names.Length);
        return Encoding.UTF8.GetBytes(body.Replace(list, $"\"repositories\": [\"{names}\"]", StringComparison.Ordinal));
    }
}
