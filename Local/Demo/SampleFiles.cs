using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using OAuthAttest.Grants.Import.Statements;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Import;
using OAuthAttest.Local.Simulators.Slack;

namespace OAuthAttest.Local.Demo;

/// <summary>The sample exports, which the build puts beside the program.</summary>
internal static class SampleFiles
{
    public const string LeadEmail = "ines.okafor@northwind-maps.example";

    public const string ExcludedApp = "payroll";

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "samples");

    /// <summary>Adds the members of the sample workspace (users.list format).</summary>
    public static async Task FillWorkspaceAsync(SlackSimulator slack, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(Path.Combine(Folder, "slack-directory.json"));
        using var directory = await JsonDocument.ParseAsync(file, cancellationToken: cancellation);
        foreach (var member in directory.RootElement.GetProperty("members").EnumerateArray())
        {
            slack.Add(new SimulatedUser
            {
                Id = member.GetProperty("id").GetString()!,
                RealName = member.GetProperty("real_name").GetString()!,
                Email = member.GetProperty("profile").TryGetProperty("email", out var email) ? email.GetString() : null,
                IsDeleted = member.GetProperty("deleted").GetBoolean(),
                IsBot = member.GetProperty("is_bot").GetBoolean() || member.GetProperty("id").GetString() == "USLACKBOT",
            });
        }
    }

    /// <summary>Imports all four kinds of export, as the import verb would.</summary>
    public static async Task ImportAsync(LocalHost host, CancellationToken cancellation)
    {
        var source = host.Services.GetRequiredService<NpgsqlDataSource>();
        var clock = host.Services.GetRequiredService<TimeProvider>();
        var import = new InventoryImport(source, ScopeDictionary.Embedded.RiskOf, clock);
        IInventoryReader[] readers =
        [
            new GraphExportReader(Path.Combine(Folder, "graph"), "entra"),
            new GoogleExportReader(Path.Combine(Folder, "google"), "google"),
            new OktaExportReader(Path.Combine(Folder, "okta"), "okta"),
            new CsvInventoryReader(Path.Combine(Folder, "csv", "grants.csv"), FieldMapping.Load(Path.Combine(Folder, "csv", "mapping.json")), "github", ProviderName.GitHub),
        ];
        foreach (var reader in readers)
            ImportConsole.Write(await ImportConsole.WithProgressAsync(reader.Source, progress => import.ImportAsync(reader, null, progress, cancellation)));
        await new AppOwnersImport(source, clock).ImportAsync(Path.Combine(Folder, "owners.csv"), "demo", cancellation);
    }
}
