using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Rosters;
using OAuthAttest.Rosters.MicrosoftGraph;
using OAuthAttest.Tests.Escalations;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Rosters;

public sealed class RosterImportTests : IDisposable
{
    private const string Header = "email,provider,account_id,name,category,role\n";
    private readonly ExportFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ImportAsync_Csv_ReplacesTheSourceAndLeavesEvidence()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync("hr", TimeSpan.FromDays(9));
        await world.RosterSourceAsync("other");
        await world.PrivilegedAsync("left@example.com", source: "hr");
        await world.PrivilegedAsync("other@example.com", source: "other");
        var file = folder.Write(
            "people.csv",
            Header
                + "Boss@Example.com,,,Bo Ss,Executive,Chief\n,google,117,,finance,\n"
                + "both@example.com,entra,6F1C2D3E-0000-4000-8000-00000000000A,\"Last, First\",custom,Board\n"
        );

        var result = await Import(world).ImportAsync("hr", new CsvRosterReader(file), new ImportOptions { Actor = "tester" }, default);

        Assert.Equal((3, 1L), (result.Entries, result.Before));
        Assert.Equal(
            [
                "boss@example.com//Bo Ss/Executive/Chief",
                "both@example.com/entra:6f1c2d3e-0000-4000-8000-00000000000a/Last, First/Custom/Board",
                "/google:117//Finance/",
            ],
            (await world.ReadAsync(db => db.Roster.Where(r => r.Source == "hr").OrderBy(r => r.Email == null).ThenBy(r => r.Email))).Select(
                r => $"{r.Email}/{(r.Provider is { } provider ? $"{provider}:{r.ExternalId}" : "")}/{r.Name}/{r.Category}/{r.Role}"
            )
        );
        Assert.Single(await world.ReadAsync(db => db.Roster.Where(r => r.Source == "other")));
        var source = Assert.Single(await world.ReadAsync(db => db.RosterSources.Where(s => s.Name == "hr")));
        Assert.Equal((EscalationWorld.Now, 3), (source.LastSucceededAt, source.Entries));
        var audit = Assert.Single(await world.ReadAsync(db => db.AuditEvents));
        using var data = JsonDocument.Parse(audit.Data);
        Assert.Equal(("roster.imported", "roster/hr", "tester"), (audit.Kind, audit.Subject, audit.Actor));
        Assert.Equal(
            (3, 1, 1),
            (
                data.RootElement.GetProperty("entries").GetInt32(),
                data.RootElement.GetProperty("entriesBefore").GetInt32(),
                data.RootElement.GetProperty("categories").GetProperty("Finance").GetInt32()
            )
        );
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file))),
            data.RootElement.GetProperty("files")[0].GetProperty("sha256").GetString()
        );
    }

    public static TheoryData<string, string> BadRows => new()
    {
        { ",,,Nobody,admin,", "line 2, email: is empty, and so is account_id: nobody could be found by this row" },
        { "boss,,,,admin,", "line 2, email: 'boss' is no email address" },
        { "boss@example.com,,,,,", "line 2, category: '' is none of admin, finance, executive, custom" },
        { "boss@example.com,,,,chief,", "line 2, category: 'chief' is none of admin, finance, executive, custom" },
        { "boss@example.com,,,,1,", "line 2, category: '1' is none of admin, finance, executive, custom" },
        { ",,117,,admin,", "line 2, provider: is empty: an account_id is of a provider" },
        { "boss@example.com <other@example.com>,,,,admin,", "line 2, email: 'boss@example.com <other@example.com>' is no email address" },
        { "\u200B@example.com,,,,admin,", "line 2, email: '\u200B@example.com' is no email address" },
        { ",google,bo ss@example.com,,admin,", "line 2, account_id: 'bo ss@example.com' is neither an id nor an email address" },
        { ",Google!,117,,admin,", "line 2, provider: 'Google!' is no provider name" },
        {
            "boss@example.com,,,,admin",
            "line 2: the row has 5 values, but the header has 6: was the file cut, or is a value with ',' not quoted?"
        },
        { "boss@example.com,,,,admin,Chief\nBOSS@example.com,,,,Admin,Chief", "line 3: is there twice: first on line 2" },
        { "boss@example.com,,,,admin," + Long, "line 2, role: is 257 characters long; at most 256 are allowed" },
    };

    private static string Long => new('x', 257);

    [Theory]
    [MemberData(nameof(BadRows))]
    public async Task ImportAsync_BadRow_IsRefusedWithItsPlaceAndMarksTheSource(string rows, string expected)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("kept@example.com");
        var file = folder.Write("people.csv", Header + rows + "\n");

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            Import(world).ImportAsync("hr", new CsvRosterReader(file), new ImportOptions(), default)
        );

        Assert.Equal($"people.csv {expected}", Assert.Single(refused.Errors).ToString());
        await AssertUnchangedButFailedAsync(world, expected);
    }

    [Theory]
    [InlineData("email,name,category\n", "the header must be email,provider,account_id,name,category,role")]
    [InlineData("", "the header must be")]
    [InlineData(Header, "nobody is listed")]
    [InlineData(null, "Could not find file")]
    public async Task ImportAsync_NothingToRead_IsRefusedAndMarksTheSource(string? text, string expected)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("kept@example.com");
        var file = text is null ? Path.Combine(folder.Path, "none.csv") : folder.Write("people.csv", text);

        var refused = await Record.ExceptionAsync(() =>
            Import(world).ImportAsync("hr", new CsvRosterReader(file), new ImportOptions(), default)
        );

        Assert.Contains(expected, refused!.Message, StringComparison.Ordinal);
        await AssertUnchangedButFailedAsync(world, expected);
    }

    [Fact]
    public async Task ImportAsync_EmptyAndAllowed_MakesEverybodyStandard()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("kept@example.com");

        await Import(world)
            .ImportAsync("hr", new CsvRosterReader(folder.Write("people.csv", Header)), new ImportOptions { AllowEmpty = true }, default);

        Assert.Equal(Privilege.Standard, (await FindAsync(world, "kept@example.com")).Privilege);
    }

    [Fact]
    public async Task ImportAsync_AddressesInTheirWrittenForms_AreTheSameAsAConsents()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var file = folder.Write(
            "people.csv",
            Header
                + "ceo@example.com\u200B,,,Carla Chief,executive,CEO\n\u00A0coo@example.com\u00A0,,,,executive,COO\n"
                + "mailto:cto@example.com,,,,executive,CTO\n"
                + "\"Frank Fin <cfo@example.com>\",,,,finance,CFO\nguest_partner.example#EXT#@contoso.onmicrosoft.com,,,,custom,\n"
        );

        await Import(world).ImportAsync("hr", new CsvRosterReader(file), new ImportOptions(), default);

        foreach (var name in (string[])["ceo@example", "coo@example", "cto@example", "cfo@example"])
            Assert.Equal(Privilege.Privileged, (await FindAsync(world, $"{name}.com")).Privilege);
        Assert.Equal(Privilege.Privileged, (await FindAsync(world, "guest@partner.example")).Privilege);
    }

    [Fact]
    public async Task ImportAsync_EligibleRolesAlone_MakeNobodyAStandardUser()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var file = folder.Write(
            "roleEligibilityScheduleInstances.json",
            """
            {"value":[{"id":"e1","principalId":"x","roleDefinitionId":"t","memberType":"Direct","principal":{
              "@odata.type":"#microsoft.graph.user","id":"11111112-1111-4111-8111-111111111111","userPrincipalName":"lead@example.com"}}]}
            """
        );

        var result = await Import(world).ImportAsync("entra-roles", new GraphRosterReader([file]), new ImportOptions(), default);

        var found = await FindAsync(world, "person@example.com");
        Assert.Equal(Privilege.Unknown, found.Privilege);
        Assert.Contains(result.IncompleteBecause!, found.Why, StringComparison.Ordinal);
        Assert.Equal(Privilege.Privileged, (await FindAsync(world, "lead@example.com")).Privilege);
        Assert.Contains("incompleteBecause", Assert.Single(await world.ReadAsync(db => db.AuditEvents)).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportAsync_AnAppWithItsIds_IsFoundByBoth()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var file = folder.Write(
            "roleAssignments.json",
            """
            {"value":[{"id":"a1","principalId":"x","roleDefinitionId":"t","principal":{
              "@odata.type":"#microsoft.graph.servicePrincipal","id":"11111112-1111-4111-8111-111111111111",
              "appId":"22222222-1111-4111-8111-111111111111","displayName":"App"}}]}
            """
        );

        await Import(world).ImportAsync("entra-roles", new GraphRosterReader([file]), new ImportOptions(), default);

        foreach (var id in (string[])["11111112-1111-4111-8111-111111111111", "22222222-1111-4111-8111-111111111111"])
        {
            var found = await world.Roster.FindAsync(
                new ConsentingPerson(id, null, null, IsApp: true), ProviderName.Entra, EscalationWorld.Now, default);
            Assert.Equal(Privilege.Privileged, found.Privilege);
        }
    }

    [Fact]
    public async Task ImportAsync_AfterAFailure_IsFreshAgain()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var broken = folder.Write("broken.csv", Header + "x\n");
        await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            Import(world).ImportAsync("hr", new CsvRosterReader(broken), new ImportOptions(), default)
        );
        var before = await FindAsync(world, "person@example.com");

        await Import(world, EscalationWorld.Now.AddMinutes(1))
            .ImportAsync(
                "hr",
                new CsvRosterReader(folder.Write("people.csv", Header + "boss@example.com,,,,admin,\n")),
                new ImportOptions(),
                default
            );

        Assert.Equal(
            (Privilege.Unknown, Privilege.Standard),
            (before.Privilege, (await FindAsync(world, "person@example.com", EscalationWorld.Now.AddMinutes(2))).Privilege)
        );
    }

    [Fact]
    public async Task ForgetAsync_Source_TakesItOutWithEvidence()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync("old", TimeSpan.FromDays(90));
        await world.PrivilegedAsync("boss@example.com", source: "old");

        Assert.Equal(1, await Import(world).ForgetAsync("old", "tester", default));

        await Assert.ThrowsAsync<InventoryRejectedException>(() => Import(world).ForgetAsync("old", "tester", default));
        Assert.Empty(await world.ReadAsync(db => db.Roster));
        Assert.Equal("roster.forgotten", Assert.Single(await world.ReadAsync(db => db.AuditEvents)).Kind);
    }

    private static RosterImport Import(EscalationWorld world, DateTimeOffset? now = null) =>
        new(world.Source, new FakeTimeProvider(now ?? EscalationWorld.Now));

    private static Task<RosterFinding> FindAsync(EscalationWorld world, string email, DateTimeOffset? now = null) =>
        world.Roster.FindAsync(new ConsentingPerson(null, email, null), ProviderName.Entra, now ?? EscalationWorld.Now, default);

    private static async Task AssertUnchangedButFailedAsync(EscalationWorld world, string failure)
    {
        var source = Assert.Single(await world.ReadAsync(db => db.RosterSources));
        Assert.Equal((EscalationWorld.Now.AddHours(-1), EscalationWorld.Now), (source.LastSucceededAt, source.LastFailedAt));
        Assert.Contains(failure, source.LastFailure, StringComparison.Ordinal);
        Assert.Equal(Privilege.Unknown, (await FindAsync(world, "person@example.com")).Privilege);
        Assert.Equal(Privilege.Privileged, (await FindAsync(world, "kept@example.com")).Privilege);
        Assert.Equal("roster.failed", Assert.Single(await world.ReadAsync(db => db.AuditEvents)).Kind);
    }
}
