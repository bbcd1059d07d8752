using Azure.Core;

namespace OAuthAttest.Tests.Identity.Access;

/// <summary>A credential with a fixed token, or one that throws a given exception.</summary>
internal sealed class FixedToken(string token) : TokenCredential
{
    public Exception? Failure { get; set; }

    public IReadOnlyList<string> Scopes { get; private set; } = [];

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes = requestContext.Scopes;
        return Failure is null ? new AccessToken(token, DateTimeOffset.MaxValue) : throw Failure;
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
