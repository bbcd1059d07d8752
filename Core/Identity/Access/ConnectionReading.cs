using OAuthAttest.Configuration;

namespace OAuthAttest.Identity.Access;

/// <summary>Reads connections from a provider's part of a section.</summary>
internal static class ConnectionReading
{
    public static EntraConnection Entra(SectionReader section)
    {
        var defaults = new EntraConnection();
        return new EntraConnection
        {
            TenantId = section.Text(nameof(EntraConnection.TenantId)),
            ClientId = section.Text(nameof(EntraConnection.ClientId)),
            ClientSecret = section.Text(nameof(EntraConnection.ClientSecret)),
            AuthorityUrl = ServiceAddress.Read(section, nameof(EntraConnection.AuthorityUrl)) ?? defaults.AuthorityUrl,
            BaseUrl = ServiceAddress.Read(section, nameof(EntraConnection.BaseUrl)) ?? defaults.BaseUrl,
            RequestTimeout = section.Span(nameof(EntraConnection.RequestTimeout)) ?? defaults.RequestTimeout,
        };
    }

    public static OktaConnection Okta(SectionReader section) => new()
    {
        BaseUrl = ServiceAddress.Read(section, nameof(OktaConnection.BaseUrl)),
        ApiToken = section.Text(nameof(OktaConnection.ApiToken)),
        RequestTimeout = section.Span(nameof(OktaConnection.RequestTimeout)) ?? EntraConnection.DefaultTimeout,
    };

    public static GoogleConnection Google(SectionReader section) => new()
    {
        ServiceAccountKey = section.Text(nameof(GoogleConnection.ServiceAccountKey)),
        Subject = section.Text(nameof(GoogleConnection.Subject)),
        BaseUrl = ServiceAddress.Read(section, nameof(GoogleConnection.BaseUrl)) ?? new GoogleConnection().BaseUrl,
        RequestTimeout = section.Span(nameof(GoogleConnection.RequestTimeout)) ?? EntraConnection.DefaultTimeout,
    };
}
