using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Catalog;

namespace OAuthAttest.Tests.Functions;

/// <summary>What a test changes in the host of its world.</summary>
internal sealed record HostSetup
{
    private readonly Dictionary<string, string?> settings = [];

    /// <summary>Settings that are added to those of the world or replace them; null removes one.</summary>
    public Dictionary<string, string?> Settings
    {
        get => settings;
        init => settings = value;
    }

    /// <summary>A single setting, on top of <see cref="Settings"/>.</summary>
    public string? this[string key]
    {
        get => settings.GetValueOrDefault(key);
        init => settings = new(settings) { [key] = value };
    }

    public IFunctionInterceptor? Interceptor { get; init; }

    /// <summary>Runs after the functions' own registration and can replace what it registered.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>Changes the options last, after the world itself.</summary>
    public Func<LocalHostOptions, LocalHostOptions>? ConfigureHost { get; init; }

    public static implicit operator HostSetup(Dictionary<string, string?> settings) => new() { Settings = settings };

    /// <summary>The same on top of a world's own settings.</summary>
    public HostSetup Over(params IEnumerable<IEnumerable<KeyValuePair<string, string?>>> own) =>
        this with { Settings = TestSettings.Of([.. own, settings]) };
}
