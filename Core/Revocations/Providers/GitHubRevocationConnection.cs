using OAuthAttest.Configuration;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Revocations.Providers;

/// <summary>The App that revokes at GitHub: another than the one that reads.</summary>
/// <param name="Connection">The App in the organization.</param>
public sealed record GitHubRevocationConnection([property: SameLevel] GitHubConnection Connection) : IChecked
{
    /// <summary>The slug of the enterprise that owns the organization; with it, installed apps can be uninstalled.</summary>
    public string? Enterprise { get; init; }

    /// <summary>The id of the App's installation in the enterprise.</summary>
    public string? EnterpriseInstallationId { get; init; }

    public bool IsConfigured => Connection.IsConfigured;

    public void Check(Mistakes mistakes)
    {
        if (Enterprise is null && EnterpriseInstallationId is not null)
            mistakes.Add(nameof(Enterprise), "is missing: the slug of the enterprise.");
        if (Enterprise is not null && EnterpriseInstallationId is null)
            mistakes.Add(nameof(EnterpriseInstallationId), "is missing: the id of the App's installation in the enterprise.");
        else if (EnterpriseInstallationId is { } id && !GitHubConnection.IsNumber(id))
            mistakes.Add(nameof(EnterpriseInstallationId), "must be the number of the App's installation in the enterprise.");
    }
}
