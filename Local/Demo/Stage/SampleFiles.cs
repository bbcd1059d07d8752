using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
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
using OAuthAttest.Persistence;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>The sample exports, which the build copies next to the program.</summary>
internal static partial class SampleFiles
{
    public const string LeadEmail = "ines.okafor@northwind-maps.example";

    public const string ExcludedApp = "payroll";

    /// <summary>Merge Badger, whose grant gets more scopes in the middle of the campaign.</summary>
    private const string GrowingApp = "Iv1.69b3a74adfe66c07";

    /// <summary>Repo Mirror, whose people have all left.</summary>
    public const string DepartedApp = "Iv1.0dd5c0ffee5eed01";

    /// <summary>Who has two accounts in Slack.</summary>
    private const string TwiceInSlack = "sunniva.haug@northwind-maps.example";

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
        slack.Add(new SimulatedUser { Id = "U07SUNNIVA2", RealName = "Sunniva Haug (old)", Email = TwiceInSlack });
    }

    /// <summary>Imports all four kinds of export, as the import verb would.</summary>
    public static async Task ImportAsync(LocalHost host, CancellationToken cancellation)
    {
        var source = host.Services.GetRequiredService<NpgsqlDataSource>();
        var clock = host.Services.GetRequiredService<TimeProvider>();
        var import = new InventoryImport(source, host.Services.GetRequiredService<ScopeDictionary>().RiskOf, clock);
        IInventoryReader[] readers =
        [
            new GraphExportReader(Path.Combine(Folder, "graph"), "entra"),
            new GoogleExportReader(Path.Combine(Folder, "google"), "google"),
            new OktaExportReader(Path.Combine(Folder, "okta"), "okta"),
            CsvReader(Path.Combine(Folder, "csv", "grants.csv")),
            CsvReader(Path.Combine(Folder, "departed", "grants.csv"), "github-departed"),
        ];
        foreach (var reader in readers)
        {
            ImportConsole.Write(
                await ImportConsole.WithProgressAsync(reader.Source, progress => import.ImportAsync(reader, null, progress, cancellation))
            );
        }

        await new AppOwnersImport(source, clock).ImportAsync(Path.Combine(Folder, "owners.csv"), "demo", cancellation);
        await new AppOwnersImport(source, clock).ImportAsync(Path.Combine(Folder, "departed", "owners.csv"), "demo", cancellation);
        await new PeopleImport(source, clock).ImportAsync(Path.Combine(Folder, "people.csv"), "demo", cancellation);
    }

    /// <summary>Imports the CSV export again, with more scopes for one app. Returns that app's grants.</summary>
    public static async Task<IReadOnlyList<long>> GrowAsync(LocalHost host, CancellationToken cancellation)
    {
        var source = host.Services.GetRequiredService<NpgsqlDataSource>();
        var lines = await File.ReadAllLinesAsync(Path.Combine(Folder, "csv", "grants.csv"), cancellation);
        var later = Path.Combine(Path.GetTempPath(), $"oauthattest-demo-{Environment.ProcessId}.csv");
        await File.WriteAllLinesAsync(
            later,
            lines.Select(line => line.StartsWith(GrowingApp, StringComparison.Ordinal) ? WithOneMore(line) : line),
            cancellation
        );
        try
        {
            var import = new InventoryImport(
                source,
                host.Services.GetRequiredService<ScopeDictionary>().RiskOf,
                host.Services.GetRequiredService<TimeProvider>()
            );
            await import.ImportAsync(CsvReader(later), cancellation: cancellation);
        }
        finally
        {
            File.Delete(later);
        }

        await using var db = await host.Services.GetRequiredService<IDbContextFactory<OAuthAttestDb>>().CreateDbContextAsync(cancellation);
        return await db
            .Grants.Join(db.Apps.Where(app => app.ExternalId == GrowingApp), grant => grant.AppId, app => app.Id, (grant, _) => grant.Id)
            .ToListAsync(cancellation);
    }

    private static CsvInventoryReader CsvReader(string path, string source = "github") =>
        new(path, FieldMapping.Load(Path.Combine(Folder, "csv", "mapping.json")), source, ProviderName.GitHub);

    private static string WithOneMore(string line) => Permissions().Replace(line, ",authorization,\"delete_repo, ${names}\",", 1);

    [GeneratedRegex(",authorization,\"?(?<names>[^\"]*?)\"?,(?=[0-9])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Permissions();
}
