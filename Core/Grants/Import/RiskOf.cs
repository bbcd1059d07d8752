namespace OAuthAttest.Grants.Import;

/// <summary>Returns the risk of scopes, from the scope dictionary.</summary>
public delegate Risk RiskOf(ProviderName provider, IEnumerable<string> scopes, ConsentType consent);
