using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Escalations.Polling;

/// <summary>Reads <see cref="PollingOptions"/> value by value, so that everything wrong is told at once, misspelt keys included.</summary>
internal sealed class PollingOptionsReader(IConfiguration configuration) : IConfigureOptions<PollingOptions>
{
    public void Configure(PollingOptions options)
    {
        var errors = new List<string>();
        options.EntraSchedule = configuration[PollingOptions.EntraScheduleSetting] ?? options.EntraSchedule;
        options.OktaSchedule = configuration[PollingOptions.OktaScheduleSetting] ?? options.OktaSchedule;
        options.GoogleSchedule = configuration[PollingOptions.GoogleScheduleSetting] ?? options.GoogleSchedule;
        var root = new SectionReader(configuration.GetSection(PollingOptions.Section), errors);
        options.Entra = Provider(root.Child(nameof(options.Entra)), ConnectionReading.Entra, options.Entra.Reach);
        options.Okta = Provider(root.Child(nameof(options.Okta)), ConnectionReading.Okta, options.Okta.Reach);
        options.Google = Provider(root.Child(nameof(options.Google)), ConnectionReading.Google, options.Google.Reach);
        root.RefuseUnread();
        options.ReadErrors = errors;
    }

    private static PolledProvider<TConnection> Provider<TConnection>(SectionReader section, Func<SectionReader, TConnection> connection, PollReach defaults)
    {
        var reach = new PollReach(section.Span(nameof(PollReach.Overlap)) ?? defaults.Overlap) { LookBack = section.Span(nameof(PollReach.LookBack)) ?? defaults.LookBack };
        var provider = new PolledProvider<TConnection>(connection(section), reach);
        section.RefuseUnread();
        return provider;
    }
}
