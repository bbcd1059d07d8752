using OAuthAttest.Grants;
using OAuthAttest.Grants.Import.Mapped;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

/// <summary>Addresses of an inventory in CSV, however they are written, are those that everybody compares with.</summary>
public sealed class MappedAddressesTests
{
    private const string Mapping = """
        {
          "fields": { "clientId": "client", "appOwner": "owner", "userId": "user", "email": "mail", "manager": "boss", "scopes": "scopes" },
          "constants": { "resource": "Slack" }
        }
        """;

    [Theory]
    [InlineData("Ana@Larkspur.example")]
    [InlineData(" ana@larkspur.example ")]
    [InlineData("\uFEFFana@larkspur.example")]
    [InlineData("an\u200Ba@larkspur.example")]
    [InlineData("\u202Aana@larkspur.example\u202C")]
    [InlineData("ana@lark\u00ADspur.example")]
    [InlineData("mailto:ana@larkspur.example")]
    [InlineData("Ana Lind <ana@larkspur.example>")]
    [InlineData("ａｎａ@larkspur.example")]
    public async Task ReadAsync_AddressesInTheirWrittenForms_AreTheAddressAlone(string written)
    {
        var read = await ReadAsync(written);

        Assert.Empty(read.Errors);
        Assert.Equal(
            ("ana@larkspur.example", "ana@larkspur.example", "ana@larkspur.example"),
            (read.Users[0].Email, read.Users[0].ManagerEmail, read.Apps[0].OwnerEmail)
        );
    }

    [Theory]
    [InlineData("ana@larkspur.example; bo@larkspur.example")]
    [InlineData("bo@larkspur.example <ana@larkspur.example>")]
    [InlineData("\u200B\u200B")]
    [InlineData("ana")]
    public async Task ReadAsync_WhatIsNotOneAddress_IsRefusedWithItsFields(string written)
    {
        var read = await ReadAsync(written);

        Assert.All(["mail", "boss", "owner"], field =>
            Assert.Contains(read.Errors, error => error.Contains(field, StringComparison.Ordinal))
        );
    }

    private static async Task<ReadRecords> ReadAsync(string written)
    {
        using var folder = new ExportFolder();
        var file = folder.Write("list.csv", $"client,owner,user,mail,boss,scopes\nc1,{written},u1,{written},{written},read\n");
        return await ReadRecords.OfAsync(
            new CsvInventoryReader(file, FieldMapping.Load(folder.Write("m.json", Mapping)), "slack", ProviderName.Slack)
        );
    }
}
