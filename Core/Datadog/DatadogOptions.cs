using OAuthAttest.Configuration;

namespace OAuthAttest.Datadog;

/// <summary>Configuration section <c>Datadog</c>: where incident events and metrics are sent. Without a key nothing is sent.</summary>
[SettingsSection(DatadogOptions.Section)]
public sealed class DatadogOptions : IChecked
{
    public const string Section = "Datadog";

    /// <summary>All of Datadog's sites (https://docs.datadoghq.com/getting_started/site/).</summary>
    public static readonly IReadOnlyList<string> Sites =
    [
        "datadoghq.com",
        "us3.datadoghq.com",
        "us5.datadoghq.com",
        "datadoghq.eu",
        "ap1.datadoghq.com",
        "ap2.datadoghq.com",
        "uk1.datadoghq.com",
        "ddog-gov.com",
        "us2.ddog-gov.com",
    ];

    [Secret]
    public string? ApiKey { get; set; }

    /// <summary>The application key, which events need besides the API key.</summary>
    [Secret]
    public string? AppKey { get; set; }

    public string Site { get; set; } = "datadoghq.com";

    /// <summary>Where events are sent; null: the site's intake. Only a simulator or a proxy changes it.</summary>
    [ServiceAddress]
    public Uri? EventsUrl { get; set; }

    /// <summary>Where metrics are sent; null: the site's API. Only a simulator or a proxy changes it.</summary>
    [ServiceAddress]
    public Uri? ApiUrl { get; set; }

    /// <summary>The time limit of one call.</summary>
    [Bounds(AtLeast = "00:00:00.1", AtMost = "00:02:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    internal Uri EventsAddress => EventsUrl ?? new Uri($"https://event-management-intake.{Site}/");

    internal Uri ApiAddress => ApiUrl ?? new Uri($"https://api.{Site}/");

    public void Check(Mistakes mistakes)
    {
        if (ApiKey is not null && AppKey is null)
            mistakes.Add(nameof(AppKey), "is missing: events need it beside the API key.");
        if (ApiKey is null && AppKey is not null)
            mistakes.Add(nameof(ApiKey), "is missing: the application key alone sends nothing.");
        if (!Sites.Contains(Site))
            mistakes.Add(nameof(Site), $"must be one of {string.Join(", ", Sites)}.");
    }
}
