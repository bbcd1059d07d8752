using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;

namespace OAuthAttest.Escalations.Consents;

/// <summary>Reads <see cref="ConsentsOptions"/> by hand, so that a misspelt source is an error and not a closed door.</summary>
internal sealed class ConsentsOptionsReader(IConfiguration configuration) : IConfigureOptions<ConsentsOptions>
{
    public void Configure(ConsentsOptions options)
    {
        var errors = new List<string>();
        var root = new SectionReader(configuration.GetSection(ConsentsOptions.Section), errors);
        options.Standard = Source(root, nameof(options.Standard));
        options.Okta = Source(root, nameof(options.Okta));
        options.Entra = Source(root, nameof(options.Entra));
        options.Google = Source(root, nameof(options.Google));
        options.Auth0 = Source(root, nameof(options.Auth0));
        options.GitHub = Source(root, nameof(options.GitHub));
        root.RefuseUnread();
        options.ReadErrors = errors;
    }

    private static ConsentSourceSecrets Source(SectionReader root, string name)
    {
        var section = root.Child(name);
        var secrets = section.Texts(nameof(ConsentSourceSecrets.Secrets)) ?? [];
        section.RefuseUnread();
        return new ConsentSourceSecrets(secrets);
    }
}
