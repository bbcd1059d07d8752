using System.Text.Json;

namespace OAuthAttest.SampleMaker;

/// <summary>The content of apps.json.</summary>
internal sealed record SampleCatalog
{
    /// <summary>Profiles whose scopes are all low risk.</summary>
    public required IReadOnlyList<string> LowProfiles { get; init; }

    /// <summary>Scopes by profile and provider; <c>sharepoint</c> is a second Entra API. <c>?</c>: included at random.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Profiles { get; init; }

    public required IReadOnlyList<SampleApp> Apps { get; init; }

    public required IReadOnlyList<AdminGrant> TenantWide { get; init; }

    public required IReadOnlyList<AdminGrant> Applications { get; init; }

    /// <summary>Microsoft Graph's published ids of application permissions.</summary>
    public required IReadOnlyDictionary<string, string> GraphRoles { get; init; }

    public required IReadOnlyList<AppOwner> Owners { get; init; }

    public static SampleCatalog Load()
    {
        using var file = typeof(SampleCatalog).Assembly.GetManifestResourceStream("apps.json")!;
        return JsonSerializer.Deserialize<SampleCatalog>(file, JsonSerializerOptions.Web)!;
    }

    public SampleApp App(string key) => Apps.Single(app => app.Key == key);
}

/// <summary>A grant by an administrator.</summary>
/// <param name="Resource">The API at Entra: graph, sharepoint or tiles.</param>
internal sealed record AdminGrant(string Provider, string App, string? Resource, string Scopes);

/// <param name="Owner">The part of the owner's email before the at sign.</param>
internal sealed record AppOwner(string Provider, string App, string Owner);
