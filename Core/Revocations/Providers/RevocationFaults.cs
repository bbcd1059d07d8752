using OAuthAttest.Identity.Access;

namespace OAuthAttest.Revocations.Providers;

internal static class RevocationFaults
{
    /// <summary>Translates the exceptions of a provider's API into those of a revoker.</summary>
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
