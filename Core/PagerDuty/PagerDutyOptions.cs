namespace OAuthAttest.PagerDuty;

/// <summary>Configuration section <c>PagerDuty</c>: who is paged. Checked by <see cref="PagerDutyOptionsValidator"/>.</summary>
public sealed class PagerDutyOptions
{
    public const string Section = "PagerDuty";

    /// <summary>Length of an integration key (https://developer.pagerduty.com/docs/send-alert-event).</summary>
    public const int RoutingKeyLength = 32;

    /// <summary>Integration key of the service whose on-call responder is paged.</summary>
    public string RoutingKey { get; set; } = "";

    /// <summary>Integration key of another service, paged when the first one cannot be; null: there is none.</summary>
    public string? FallbackRoutingKey { get; set; }

    /// <summary>The Events API. An account in the EU has <c>https://events.eu.pagerduty.com/</c>.</summary>
    public Uri EventsUrl { get; set; } = new("https://events.pagerduty.com/");

    /// <summary>The REST API. An account in the EU has <c>https://api.eu.pagerduty.com/</c>.</summary>
    public Uri RestUrl { get; set; } = new("https://api.pagerduty.com/");

    /// <summary>A read-only REST key, to link the incident; null: no link.</summary>
    public string? RestKey { get; set; }

    /// <summary>Secrets of the v3 webhook subscription; more than one while a secret is being rotated. None: the webhook answers 503.</summary>
    public IReadOnlyList<string> WebhookSecrets { get; set; } = [];

    /// <summary>How long one call may take.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Escalation is on: without a routing key nobody would be paged.</summary>
    internal bool IsRequired { get; set; }

    /// <summary>What could not be read from the configuration; the validator reports it with the rest.</summary>
    internal IReadOnlyList<string> ReadErrors { get; set; } = [];
}
