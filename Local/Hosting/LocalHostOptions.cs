using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Hosting.Http;
using OAuthAttest.Local.Postgres;

namespace OAuthAttest.Local.Hosting;

/// <summary>How the functions are hosted on this machine. Everything has a default.</summary>
internal sealed record LocalHostOptions
{
    /// <summary>The database to use. Null: a private cluster, set up by <see cref="Cluster"/>.</summary>
    public string? ConnectionString { get; init; }

    public PrivateClusterOptions Cluster { get; init; } = new();

    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>When to look whether <see cref="TimeProvider"/> was set.</summary>
    public TimeProvider ClockTicks { get; init; } = TimeProvider.System;

    /// <summary>Settings, as app settings have them in Azure; "A:B" and "A__B" are the same key.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>();

    /// <summary>Runs after the functions' own registration, so that it can replace registered services.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    public Action<ILoggingBuilder>? ConfigureLogging { get; init; }

    /// <summary>Null: the settings Local:FunctionKey, Local:MasterKey and Local:SystemKey, or new keys for this run.</summary>
    public HostKeys? Keys { get; init; }

    /// <summary>The classes whose functions are hosted; all of the Functions assembly unless said otherwise.</summary>
    public IReadOnlyList<Type> FunctionClasses { get; init; } = typeof(Functions.FunctionsRegistration).Assembly.GetTypes();

    /// <summary>See <see cref="DurableEngineOptions.ActivityGrace"/>.</summary>
    public TimeSpan ActivityGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>See <see cref="DurableEngineOptions.ExtendedSessions"/>.</summary>
    public int ExtendedSessions { get; init; } = 1_000;

    /// <summary>See <see cref="DurableEngineOptions.TimerGrain"/>.</summary>
    public TimeSpan TimerGrain { get; init; }

    /// <summary>The largest request body that is accepted; the functions have smaller caps of their own.</summary>
    public long MaxRequestBodySize { get; init; } = 100 * 1024 * 1024;
}
