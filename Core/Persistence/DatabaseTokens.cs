using Azure.Core;
using Azure.Identity;

namespace OAuthAttest.Persistence;

/// <summary>Tokens of Entra ID, which PostgreSQL takes in place of a password.</summary>
/// <remarks>https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-connect-with-managed-identity</remarks>
internal sealed class DatabaseTokens(TokenCredential credential, Uri resource)
{
    /// <summary>A token lives for an hour at least, and only a new connection shows it; the credential keeps it meanwhile.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly TokenRequestContext request = new([new Uri(resource, ".default").AbsoluteUri]);

    /// <exception cref="IOException">No token now. To the driver that is a server that cannot be reached: a later try may work.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellation)
    {
        try
        {
            return (await credential.GetTokenAsync(request, cancellation)).Token;
        }
        catch (AuthenticationFailedException e)
        {
            // Entra's own message names the tenant and the identity: it is only in the inner exception.
            throw new IOException($"Entra ID gave no token for the database ({e.GetType().Name})", e);
        }
    }
}
