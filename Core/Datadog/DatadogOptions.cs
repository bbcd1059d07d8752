namespace OAuthAttest.Datadog;

/// <summary>Configuration section <c>Datadog</c>: where incident events and metrics go. Without a key nothing is sent. Checked by <see cref="DatadogOptionsValidator"/>.</summary>
public sealed class DatadogOptions
{
    public const string Section = "Datadog";

    /// <summary>The sites there are (https://docs.datadoghq.com/getting_started/site/).</summary>
    public static readonly IReadOnlyList<string> Sites =
    [
        "datadoghq.com", "us3.datadoghq.com", "us5.datadoghq.com", "datadoghq.eu", "ap1.datadoghq.com", "ap2.datadoghq.com", "uk1.datadoghq.com",
        "ddog-gov.com", "us2.ddog-gov.com",
    ];

    public string? ApiKey { get; set; }

    /// <summary>Events need it beside the API key.</summary>
    public string? AppKey { get; set; }

    public string Site { get; set; } = "datadoghq.com";

    /// <summary>Where events are sent; null: the site's intake. Only a simulator or a proxy changes it.</summary>
    public Uri? EventsUrl { get; set; }

    /// <summary>Where metrics are sent; null: the site's API. Only a simulator or a proxy changes it.</summary>
    public Uri? ApiUrl { get; set; }

    /// <summary>How long one call may take.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What could not be read from the configuration; the validator reports it with the rest.</summary>
    internal IReadOnlyList<string> ReadErrors { get; set; } = [];

    internal Uri EventsAddress => EventsUrl ?? new Uri($"https://event-management-intake.{Site}/");

    internal Uri ApiAddress => ApiUrl ?? new Uri($"https://api.{Site}/");
}
