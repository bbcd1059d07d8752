namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>A permission's name as its provider lists it, and one of the ways it can be used.</summary>
public sealed record ScopeName(ProviderName Provider, string Scope, ScopeAccess Access);
