using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Revocations.Providers;

/// <summary>Reads <see cref="RevocationOptions"/> value by value, so that everything wrong is told at once, misspelt keys included.</summary>
internal sealed class RevocationOptionsReader(IConfiguration configuration) : IConfigureOptions<RevocationOptions>
{
    public void Configure(RevocationOptions options)
    {
        var errors = new List<string>();
        var root = new SectionReader(configuration.GetSection(RevocationOptions.Section), errors);
        options.Entra = Provider(root.Child(nameof(options.Entra)), ConnectionReading.Entra, options.Entra.TokenLifetime);
        options.Okta = Provider(root.Child(nameof(options.Okta)), ConnectionReading.Okta, options.Okta.TokenLifetime);
        options.Google = Provider(root.Child(nameof(options.Google)), ConnectionReading.Google, options.Google.TokenLifetime);
        root.RefuseUnread();
        options.ReadErrors = errors;
    }

    private static RevokingProvider<TConnection> Provider<TConnection>(SectionReader section, Func<SectionReader, TConnection> connection, TimeSpan lifetime)
    {
        var provider = new RevokingProvider<TConnection>(connection(section), section.Span(nameof(RevokingProvider<TConnection>.TokenLifetime)) ?? lifetime);
        section.RefuseUnread();
        return provider;
    }
}
