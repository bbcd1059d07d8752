using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Google;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

/// <summary>A Workspace of seven people, each with two apps; lists come in pages of two.</summary>
internal sealed class GoogleWorld : IAsyncDisposable
{
    public const int People = 7;

    private GoogleWorld(LiveWorld world, GoogleSimulator google) => (World, Google) = (world, google);

    public LiveWorld World { get; }

    public GoogleSimulator Google { get; }

    public GoogleInventory Inventory => new(
        World.Clients,
        new GoogleConnection
        {
            ServiceAccountKey = Google.KeyFile,
            Subject = Google.Options.Administrator,
            BaseUrl = Google.BaseUrl,
        },
        World.Reading,
        World.Clock);

    public static async Task<GoogleWorld> StartAsync(GoogleSimulatorOptions? options = null)
    {
        var world = await LiveWorld.StartAsync();
        var google = await GoogleSimulator.StartAsync((options ?? new GoogleSimulatorOptions()) with { PageSize = 2 }, world.Clock);
        for (var i = 1; i <= People; i++)
        {
            google.Add(new SimulatedGoogleUser($"10{i}", Email(i), $"Person {i}", i == 3, $"alias{i}@example.com"));
            google.Add(new SimulatedGoogleToken(Email(i), "app-1", "Flow", "https://www.googleapis.com/auth/drive", "openid"));
            google.Add(new SimulatedGoogleToken(Email(i), $"app-{i + 1}", "Other", "email"));
            google.Consent(new SimulatedGoogleConsent($"c{i}", At(-90 + i), $"10{i}", Email(i), "app-1", "Flow", "openid"));
            google.Use(new SimulatedGoogleUse($"u{i}", At(-10 - i), $"10{i}", Email(i), "app-1"));
            google.Use(new SimulatedGoogleUse($"o{i}", At(-20 - i), $"10{i}", Email(i), "app-1"));
        }
        return new GoogleWorld(world, google);

        DateTimeOffset At(int days) => world.Clock.GetUtcNow().AddDays(days);
    }

    public static string Email(int person) => $"person{person}@example.com";

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Google.Unexpected);
        Assert.DoesNotContain("deleteToken", Google.Calls.Keys);
        await Google.DisposeAsync();
        await World.DisposeAsync();
    }
}
