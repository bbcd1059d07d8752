namespace OAuthAttest.Configuration;

/// <summary>Checks the address of an outside service: https, or a simulator on this machine.</summary>
internal static class ServiceAddress
{
    /// <summary>What the address must be; null when it is valid.</summary>
    public static string? Problem(Uri address)
    {
        if (!address.IsAbsoluteUri || !address.AbsolutePath.EndsWith('/') || address.Query.Length > 0)
            return "an absolute URL that ends with a slash";
        return address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)
            ? null
            : "https, except on this machine";
    }
}
