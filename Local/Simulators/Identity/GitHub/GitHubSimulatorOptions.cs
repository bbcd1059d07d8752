namespace OAuthAttest.Local.Simulators.Identity.GitHub;

/// <summary>The simulated organization, and the GitHub App that may call it.</summary>
public sealed record GitHubSimulatorOptions
{
    public string Organization { get; init; } = "larkspur-labs";

    public string Enterprise { get; init; } = "larkspur";

    public string AppId { get; init; } = "990001";

    /// <summary>The App's installation in the organization.</summary>
    public long InstallationId { get; init; } = 51;

    /// <summary>The App's installation in the enterprise.</summary>
    public long EnterpriseInstallationId { get; init; } = 52;

    /// <summary>What the App was given; a token is given no more than this, and no more than it is asked for.</summary>
    public IReadOnlyDictionary<string, string> Permissions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["members"] = "read",
        ["organization_administration"] = "write",
        ["organization_personal_access_tokens"] = "write",
    };

    /// <summary>What it was given in the enterprise.</summary>
    public IReadOnlyDictionary<string, string> EnterprisePermissions { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["enterprise_organization_installations"] = "write" };

    /// <summary>Whether the organization has SAML single sign-on; without it no credentials are listed.</summary>
    public bool HasSingleSignOn { get; init; } = true;

    /// <summary>The largest page of any list, whatever size is requested.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>How long what was revoked is still listed.</summary>
    public TimeSpan DeletedStayListed { get; init; }

    /// <summary>The calls that are taken; null: all. Every answer then tells of the limit in its headers.</summary>
    public CallRate? Rate { get; init; }

    /// <summary>The delay of every call.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
