using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators.Identity.GitHub;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Local.Simulators.Identity.Okta;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Tests.Identity.Access;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Providers;

/// <summary>The app's revokers, with simulated providers over HTTP.</summary>
internal sealed class RevokerWorld : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private RevokerWorld(
        GraphSimulator graph,
        OktaSimulator okta,
        GoogleSimulator google,
        GitHubSimulator github,
        Dictionary<string, string?> settings)
    {
        (Graph, Okta, Google, GitHub) = (graph, okta, google, github);
        services = new ServiceCollection().AddLogging()
            .AddGrantRevocation(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddKeyedSingleton<TokenCredential>(RevocationOptions.Section, new FixedToken(graph.Options.Token))
            .BuildServiceProvider();
    }

    public GraphSimulator Graph { get; }

    public OktaSimulator Okta { get; }

    public GoogleSimulator Google { get; }

    public GitHubSimulator GitHub { get; }

    public static async Task<RevokerWorld> StartAsync(
        Dictionary<string, string?>? settings = null, int pageSize = 100, bool hasEmptyFirstPages = false)
    {
        var graph = await GraphSimulator.StartAsync(
            new GraphSimulatorOptions { PageSize = pageSize, HasEmptyFirstPages = hasEmptyFirstPages });
        var okta = await OktaSimulator.StartAsync();
        var google = await GoogleSimulator.StartAsync();
        var github = await GitHubSimulator.StartAsync();
        var enterprise = new Dictionary<string, string?>
        {
            ["Revocation:GitHub:Enterprise"] = github.Options.Enterprise,
            ["Revocation:GitHub:EnterpriseInstallationId"] = $"{github.Options.EnterpriseInstallationId}",
        };
        var all = TestSettings.Of(
            graph.Settings("Revocation"),
            okta.Settings("Revocation"),
            google.Settings("Revocation"),
            github.Settings("Revocation"),
            enterprise,
            settings ?? []);
        return new RevokerWorld(graph, okta, google, github, all);
    }

    public IGrantRevoker Revoker(ProviderName provider) =>
        services.GetServices<IGrantRevoker>().Single(revoker => revoker.Provider == provider);

    public Task<RevocationAnswer> RevokeAsync(ProviderName provider, RevocationTarget target) =>
        Revoker(provider).RevokeAsync(target, CancellationToken.None);

    public Task<bool> IsGoneAsync(ProviderName provider, RevocationTarget target) =>
        Revoker(provider).IsGoneAsync(target, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Assert.Empty(Graph.Unexpected.Concat(Okta.Unexpected).Concat(Google.Unexpected).Concat(GitHub.Unexpected));
        await Graph.DisposeAsync();
        await Okta.DisposeAsync();
        await Google.DisposeAsync();
        await GitHub.DisposeAsync();
    }
}
