using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Persistence;
using OAuthAttest.Rosters;
using OAuthAttest.Rosters.MicrosoftGraph;
using OAuthAttest.Rosters.Okta;

namespace OAuthAttest.Local.Demo.Consents;

/// <summary>A consent in the format of our own consent webhook, without its time.</summary>
internal sealed record SampleConsent(
    string Provider,
    string PersonId,
    string Email,
    string Name,
    string ClientId,
    string App,
    string? Publisher,
    IReadOnlyList<string> Scopes
)
{
    public JsonObject ToJson(DateTimeOffset occurredAt)
    {
        var app = new JsonObject { ["clientId"] = ClientId, ["name"] = App, ["publisherVerified"] = false };
        if (Publisher is not null)
            app["publisher"] = Publisher;
        return new JsonObject
        {
            ["provider"] = Provider,
            ["occurredAt"] = occurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            ["person"] = new JsonObject { ["id"] = PersonId, ["email"] = Email, ["name"] = Name },
            ["app"] = app,
            ["scopes"] = new JsonArray([.. Scopes.Select(scope => JsonValue.Create(scope))]),
            ["consentType"] = "principal",
            ["tenant"] = "northwind-maps.example",
            ["ip"] = "203.0.113.7",
            ["userAgent"] = "Mozilla/5.0",
        };
    }
}

/// <summary>The sample company's consents and its privileged people.</summary>
internal static class SampleConsents
{
    /// <summary>Excludes the samples' one app whose name is longer than the consent webhook accepts (256 characters).</summary>
    private const int LongestName = 100;

    private static readonly string[] MailScopes = ["Mail.ReadWrite", "Mail.Send", "offline_access"];

    public static SampleConsent Standard { get; } =
        Of(
            "97df9d9b-afcb-4632-af32-89f8dcbf8d92",
            "carys.bowen",
            "Carys Bowen",
            "6d3f3a52-9f6e-4a37-8f0c-2b7d5c1e9a01",
            "Inbox Genie",
            MailScopes
        );

    public static SampleConsent Executive { get; } =
        Of(
            "18d696ba-af2f-49f6-b47a-88c30a0cb157",
            "henrik.lund",
            "Henrik Lund",
            "6d3f3a52-9f6e-4a37-8f0c-2b7d5c1e9a01",
            "Inbox Genie",
            MailScopes
        );

    public static SampleConsent Finance { get; } =
        Of(
            "0a0e5a8f-8dc2-4f72-9a71-cf6a72eb4123",
            "marta.silveira",
            "Marta Silveira",
            "c1f0a4be-6a55-4c0d-bb0e-0b9a4b6f7d02",
            "Invoice Ferret",
            ["Files.ReadWrite.All", "offline_access"]
        );

    public static SampleConsent Administrator { get; } =
        Of(
            "f2c2ff77-64d4-4d02-9c60-cbc743673711",
            "dmitri.halonen",
            "Dmitri Halonen",
            "e27b9d10-3c43-4d0f-9d7a-5a1f6e8c2b03",
            "Tenant Sweeper",
            ["Directory.ReadWrite.All"]
        );

    /// <summary>Imports the roster as the import verb would; returns one result per source.</summary>
    public static async Task<IReadOnlyList<RosterImportResult>> ImportRosterAsync(LocalHost host, CancellationToken cancellation)
    {
        var import = new RosterImport(
            host.Services.GetRequiredService<NpgsqlDataSource>(),
            host.Services.GetRequiredService<TimeProvider>()
        );
        var folder = Path.Combine(SampleFiles.Folder, "roster");
        (string Source, IRosterReader Reader)[] sources =
        [
            ("hr", new CsvRosterReader(Path.Combine(folder, "people.csv"))),
            ("entra-roles", new GraphRosterReader(Directory.GetFiles(Path.Combine(folder, "entra"), "*.json"))),
            ("okta-admins", new OktaRosterReader(Directory.GetFiles(Path.Combine(folder, "okta"), "*.json"))),
        ];
        var results = new List<RosterImportResult>();
        foreach (var (source, reader) in sources)
            results.Add(await import.ImportAsync(source, reader, new ImportOptions { Actor = "demo" }, cancellation));
        return results;
    }

    /// <summary>
    /// An app with high scopes that the campaign removed from a privileged person; null when there is none, or the worklist was not
    /// released.
    /// </summary>
    public static async Task<SampleConsent?> RemovedAsync(LocalHost host, CampaignKey key, CancellationToken cancellation)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<OAuthAttestDb>>().CreateDbContextAsync(cancellation);
        var found = await (
            from campaign in db.Campaigns
            where campaign.Key == key && campaign.WorklistState == WorklistState.Released
            join work in db.Worklist on campaign.Id equals work.CampaignId
            join item in db.Items on new { work.CampaignId, work.GrantId } equals new { item.CampaignId, item.GrantId }
            join app in db.Apps on item.AppId equals app.Id
            join user in db.Users on item.UserId equals user.Id
            where
                item.Ownership == Ownership.Own
                && item.ConsentType == ConsentType.Principal
                && (item.Risk == Risk.High || item.Risk == Risk.Critical)
            where db.Roster.Any(entry => entry.Email == user.Email) && app.Name.Length <= LongestName
            orderby item.GrantId
            select new
            {
                item.Provider,
                user.ExternalId,
                user.Email,
                user.DisplayName,
                Client = app.ExternalId,
                App = app.Name,
                app.Publisher,
                item.Scopes,
            }
        ).FirstOrDefaultAsync(cancellation);
        return found is null
            ? null
            : new SampleConsent(
                found.Provider.ToString(),
                found.ExternalId,
                found.Email!,
                found.DisplayName ?? found.Email!,
                found.Client,
                found.App,
                found.Publisher,
                found.Scopes
            );
    }

    private static SampleConsent Of(string id, string mailbox, string name, string client, string app, IReadOnlyList<string> scopes) =>
        new("entra", id, $"{mailbox}@northwind-maps.example", name, client, app, "Helpful Apps Ltd", scopes);
}
