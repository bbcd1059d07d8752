namespace OAuthAttest.Grants.Scopes.Composition;

/// <summary>A permission's name as its provider lists it, with one of its kinds of access.</summary>
public sealed record ScopeName(ProviderName Provider, string Scope, ScopeAccess Access);
