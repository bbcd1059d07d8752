namespace OAuthAttest.Configuration;

/// <summary>The address of an outside service: https, or a simulator on this machine.</summary>
internal static class ServiceAddress
{
    /// <summary>What is wrong with it, to follow the key's name; null when nothing is.</summary>
    public static string? Problem(Uri address)
    {
        if (!address.IsAbsoluteUri || !address.AbsolutePath.EndsWith('/') || address.Query.Length > 0)
            return "must be an absolute URL that ends with a slash";
        return address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)
            ? null
            : "must be https, except on this machine";
    }

    /// <summary>Reads one from the configuration; what is no address at all is left to <see cref="Problem"/> to refuse.</summary>
    public static Uri? Read(SectionReader section, string name) =>
        section.Text(name) is { } text ? new Uri(text, UriKind.RelativeOrAbsolute) : null;
}
