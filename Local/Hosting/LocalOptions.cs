using OAuthAttest.Configuration;

namespace OAuthAttest.Local.Hosting;

/// <summary>Configuration section <c>Local</c>: the keys for callers of this host. Missing keys are generated for each run.</summary>
[SettingsSection("Local")]
internal sealed class LocalOptions
{
    /// <summary>The key for the functions.</summary>
    [Secret]
    public string? FunctionKey { get; set; }

    /// <summary>The acting key of callers on this machine, where section <c>Access</c> has none.</summary>
    [Secret]
    public string? ActingKey { get; set; }

    /// <summary>The key for everything.</summary>
    [Secret]
    public string? MasterKey { get; set; }

    /// <summary>The key for the durable management API.</summary>
    [Secret]
    public string? SystemKey { get; set; }
}
