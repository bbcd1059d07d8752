using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Escalations;

namespace OAuthAttest.PagerDuty;

/// <summary>Reads <see cref="PagerDutyOptions"/> value by value, so that everything wrong is told at once.</summary>
internal sealed class PagerDutyOptionsReader(IConfiguration configuration) : IConfigureOptions<PagerDutyOptions>
{
    private const string EnabledSetting = $"{EscalationOptions.Section}:{nameof(EscalationOptions.Enabled)}";

    public void Configure(PagerDutyOptions options)
    {
        var errors = new List<string>();
        var section = new SectionReader(configuration.GetSection(PagerDutyOptions.Section), errors);
        options.RoutingKey = section.Text(nameof(options.RoutingKey)) ?? options.RoutingKey;
        options.FallbackRoutingKey = section.Text(nameof(options.FallbackRoutingKey));
        options.EventsUrl = ServiceAddress.Read(section, nameof(options.EventsUrl)) ?? options.EventsUrl;
        options.RestUrl = ServiceAddress.Read(section, nameof(options.RestUrl)) ?? options.RestUrl;
        options.RestKey = section.Text(nameof(options.RestKey));
        options.WebhookSecrets = section.Texts(nameof(options.WebhookSecrets)) ?? options.WebhookSecrets;
        options.RequestTimeout = section.Span(nameof(options.RequestTimeout)) ?? options.RequestTimeout;
        section.RefuseUnread();
        options.ReadErrors = errors;
        options.IsRequired = bool.TryParse(configuration[EnabledSetting], out var enabled) && enabled;
    }
}
