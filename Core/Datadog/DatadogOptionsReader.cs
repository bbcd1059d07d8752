using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;

namespace OAuthAttest.Datadog;

/// <summary>Reads <see cref="DatadogOptions"/> value by value, so that everything wrong is told at once.</summary>
internal sealed class DatadogOptionsReader(IConfiguration configuration) : IConfigureOptions<DatadogOptions>
{
    public void Configure(DatadogOptions options)
    {
        var errors = new List<string>();
        var section = new SectionReader(configuration.GetSection(DatadogOptions.Section), errors);
        options.ApiKey = section.Text(nameof(options.ApiKey));
        options.AppKey = section.Text(nameof(options.AppKey));
        options.Site = section.Text(nameof(options.Site)) ?? options.Site;
        options.EventsUrl = ServiceAddress.Read(section, nameof(options.EventsUrl));
        options.ApiUrl = ServiceAddress.Read(section, nameof(options.ApiUrl));
        options.RequestTimeout = section.Span(nameof(options.RequestTimeout)) ?? options.RequestTimeout;
        section.RefuseUnread();
        options.ReadErrors = errors;
    }
}
