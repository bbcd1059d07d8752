using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Inbox;

/// <summary>An app has one id here, however a record writes it, and the same as in the inventory.</summary>
public sealed class AppFormsTests
{
    private const string Client = "5e7c3b1a-9d2f-4c6e-8a0b-1f2e3d4c5b6a";
    private const string Principal = "0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d";

    [Theory]
    [InlineData("5E7C3B1A-9D2F-4C6E-8A0B-1F2E3D4C5B6A", Client)]
    [InlineData("{5e7c3b1a-9d2f-4c6e-8a0b-1f2e3d4c5b6a}", Client)]
    [InlineData("sp:0A1B2C3D-4E5F-4A6B-8C7D-9E8F7A6B5C4D", "sp:" + Principal)]
    [InlineData("unknown", "unknown")]
    [InlineData("Not-A-Guid", "Not-A-Guid")]
    public void Bounded_EntraApp_HasTheIdOfTheInventory(string told, string known)
    {
        var app = new ConsentedApp(told, "Zoomy", ObjectId: Principal.ToUpperInvariant());

        var bounded = ConsentText.Bounded(Consent(ProviderName.Entra, app));

        Assert.Equal((known, Principal), (bounded.App.ClientId, bounded.App.ObjectId));
    }

    [Fact]
    public void Bounded_AppOfAnotherProvider_KeepsItsCase() =>
        Assert.Equal("0oaAbC", ConsentText.Bounded(Consent(ProviderName.Okta, new ConsentedApp("0oaAbC", "Zoomy"))).App.ClientId);

    [Fact]
    public void Google_AppsThatNeverRegistered_AreTwoConsentsUnderTheIdsOfTheInventory()
    {
        var record = OtherSamples.GoogleActivity
            .Replace("1234567890.apps.googleusercontent.com", "anonymous", StringComparison.Ordinal)
            .Replace("\"events\": [ {", "\"events\": [ " + Event("Gadget\\nB") + ", {", StringComparison.Ordinal);

        var read = TestWebhooks.Open(ConsentSource.Google, record);

        var consents = read.Consents.Select(ConsentText.Bounded).ToList();
        Assert.Equal(
            ["anonymous:Gadget B", "anonymous:Zoomy"],
            consents.Select(consent => consent.App.ClientId).Order(StringComparer.Ordinal)
        );
        Assert.Equal(2, consents.Select(consent => consent.EventKey).Distinct().Count());
        Assert.Equal("anonymous:Gadget B", ClientId.Canonical(ProviderName.Google, "anonymous", "Gadget B"));
    }

    [Fact]
    public void Entra_TwoRecordsOfOneActInEitherCase_HaveOneKey()
    {
        var (lower, upper) = (Read(EntraSamples.Consent), Read(UpperIds(EntraSamples.Consent)));

        Assert.Equal((lower.EventKey, lower.App.ClientId, lower.App.ObjectId), (upper.EventKey, upper.App.ClientId, upper.App.ObjectId));
    }

    private static ConsentEvent Read(string record) =>
        ConsentText.Bounded(TestWebhooks.OpenOne(ConsentSource.Entra, EntraSamples.Diagnostic(record)));

    // Every id of an app: the correlation's stays.
    private static string UpperIds(string record)
    {
        var app = Read(record).App;
        foreach (var id in new[] { app.ClientId, app.ObjectId }.OfType<string>())
            record = record.Replace(id, id.ToUpperInvariant(), StringComparison.OrdinalIgnoreCase);
        return record;
    }

    private static string Event(string name) => $$"""
        { "type": "auth", "name": "authorize", "parameters": [ { "name": "client_id", "value": "anonymous" },
          { "name": "app_name", "value": "{{name}}" }, { "name": "scope", "multiValue": [ "openid" ] } ] }
        """;

    private static ConsentEvent Consent(ProviderName provider, ConsentedApp app) =>
        SampleConsent.Event("forms") with { Provider = provider, App = app };
}
