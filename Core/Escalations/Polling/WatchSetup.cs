using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Polling;

/// <summary>What Google's watch channel needs: this app's address, the token that pushes carry, and credentials to open it with.</summary>
public sealed class WatchSetup(
    IOptions<EscalationOptions> escalation,
    IOptions<ConsentsOptions> consents,
    IOptions<PollingOptions> polling
)
{
    /// <summary>One channel for each of Google's logs that consents are in.</summary>
    internal static IReadOnlyList<FeedPart> Parts { get; } = [FeedPart.Watch, FeedPart.AdminWatch];

    /// <summary>Whether anything of Google is set up, so that a channel is missed where it cannot be opened.</summary>
    public bool IsWanted => consents.Value.Google.IsConfigured || polling.Value.Google.Connection.IsConfigured;

    public bool IsComplete => Missing.Count == 0;

    /// <summary>The settings without which no channel is opened.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. Unless(escalation.Value.AppUrl is not null, SettingKey.Of<EscalationOptions>(options => options.AppUrl)),
        .. Unless(consents.Value.Google.IsConfigured, SettingKey.FirstOf<ConsentsOptions>(options => options.Google.Secrets)),
        .. Unless(
            polling.Value.Google.Connection.IsConfigured,
            SettingKey.Of<PollingOptions>(options => options.Google.Connection.ServiceAccountKey)
        ),
    ];

    /// <summary>Where Google pushes to.</summary>
    public Uri Address => new(
        escalation.Value.AppUrl ?? throw new InvalidOperationException("The watch channel is not set up."),
        $"api/consents/{ConsentSource.Google.Slug()}"
    );

    /// <summary>The newest secret is the first.</summary>
    public string Token => consents.Value.Google.Secrets[0];

    public TimeSpan Lifetime => polling.Value.WatchLifetime;

    /// <inheritdoc cref="WatchChannel.Target"/>
    public string TargetOf(FeedPart part)
    {
        var log = part.Log() is { } name ? $"\n{name}" : "";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Address.AbsoluteUri}\n{Token}{log}")));
    }

    private static string[] Unless(bool isSet, string key) => isSet ? [] : [key];
}
