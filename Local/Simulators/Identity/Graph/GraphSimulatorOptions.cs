namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <summary>The simulated tenant.</summary>
public sealed record GraphSimulatorOptions
{
    public string TenantId { get; init; } = "6e9a1c1e-0f5e-4d59-9f0a-3f6c9a7b2d10";

    /// <summary>An access token that may do everything.</summary>
    public string Token { get; init; } = "simulated-graph-token";

    /// <summary>Other access tokens, each with the application permissions that it carries.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Tokens { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>False: the tenant has no licence for the sign-in log.</summary>
    public bool HasSignInLog { get; init; } = true;

    /// <summary>So many calls a second are answered, and the others throttled; null: all.</summary>
    public int? CallsPerSecond { get; init; }

    /// <summary>For how long a deleted grant is still listed.</summary>
    public TimeSpan ListingLag { get; init; }

    /// <summary>The largest page, whatever size is requested.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Lists that are looked through by a filter begin with a page without entries, as Graph's may.</summary>
    public bool HasEmptyFirstPages { get; init; }

    /// <summary>False: the tenant has no licence for eligible roles.</summary>
    public bool HasPrivilegedIdentityManagement { get; init; } = true;

    /// <summary>The delay of every call.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
