using OAuthAttest.Configuration;

namespace OAuthAttest.Local.Hosting;

/// <summary>Configuration section <c>Local</c>: the keys that callers of this host use. What is not set is minted for each run.</summary>
[SettingsSection("Local")]
internal sealed class LocalOptions
{
    /// <summary>Opens the functions.</summary>
    [Secret]
    public string? FunctionKey { get; set; }

    /// <summary>Opens everything.</summary>
    [Secret]
    public string? MasterKey { get; set; }

    /// <summary>Opens the durable management API.</summary>
    [Secret]
    public string? SystemKey { get; set; }
}
