using OAuthAttest.Configuration;

namespace OAuthAttest.PagerDuty;

/// <summary>
/// Configuration section <c>PagerDuty</c>: who is paged. The escalation's own check requires a key once escalation is enabled.
/// </summary>
[SettingsSection(PagerDutyOptions.Section)]
public sealed class PagerDutyOptions : IChecked
{
    public const string Section = "PagerDuty";

    /// <summary>Length of an integration key (https://developer.pagerduty.com/docs/send-alert-event).</summary>
    public const int RoutingKeyLength = 32;

    /// <summary>Integration key of the service whose on-call responder is paged.</summary>
    [Secret]
    public string RoutingKey { get; set; } = "";

    /// <summary>Integration key of another service, paged when paging the first one fails; null: there is none.</summary>
    [Secret]
    public string? FallbackRoutingKey { get; set; }

    /// <summary>The Events API. An account in the EU has <c>https://events.eu.pagerduty.com/</c>.</summary>
    [ServiceAddress]
    public Uri EventsUrl { get; set; } = new("https://events.pagerduty.com/");

    /// <summary>The REST API. An account in the EU has <c>https://api.eu.pagerduty.com/</c>.</summary>
    [ServiceAddress]
    public Uri RestUrl { get; set; } = new("https://api.pagerduty.com/");

    /// <summary>A read-only REST key, to link the incident; null: no link.</summary>
    [Secret]
    public string? RestKey { get; set; }

    /// <summary>
    /// Secrets of the v3 webhook subscription; more than one while a secret is being rotated. None: the webhook answers 503.
    /// </summary>
    [Secret]
    public IReadOnlyList<string> WebhookSecrets { get; set; } = [];

    /// <summary>The time limit of one call.</summary>
    [Bounds(AtLeast = "00:00:00.1", AtMost = "00:02:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    // PagerDuty refuses a key of the wrong form: this is reported at start and not first when somebody must be paged.
    public void Check(Mistakes mistakes)
    {
        const string Form = "must be an integration key: 32 letters and digits.";
        if (RoutingKey.Length > 0 && !IsRoutingKey(RoutingKey))
            mistakes.Add(nameof(RoutingKey), Form);
        if (FallbackRoutingKey is not { } fallback)
            return;
        if (!IsRoutingKey(fallback))
            mistakes.Add(nameof(FallbackRoutingKey), Form);
        else if (fallback == RoutingKey)
            mistakes.Add(nameof(FallbackRoutingKey), $"must differ from {mistakes.Key(nameof(RoutingKey))}: it is for when that fails.");
    }

    private static bool IsRoutingKey(string text) => text.Length == RoutingKeyLength && text.All(char.IsAsciiLetterOrDigit);
}
