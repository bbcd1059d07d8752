using OAuthAttest.Identity.Access;

namespace OAuthAttest.Revocations.Providers;

internal static class RevocationFaults
{
    /// <summary>What a provider's API throws, as what a revoker throws.</summary>
    public static async Task<T> NameAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ProviderUnavailableException e)
        {
            throw new RevocationUnavailableException(e.Message, e.RetryAfter, e);
        }
        catch (ProviderRejectedException e)
        {
            throw new RevocationRejectedException(e.Message, e);
        }
    }
}
