namespace OAuthAttest.Grants.Import;

/// <summary>How much harm scopes can do; the scope dictionary answers it.</summary>
public delegate Risk RiskOf(ProviderName provider, IEnumerable<string> scopes, ConsentType consent);
