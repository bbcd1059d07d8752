using Xunit.Sdk;

namespace OAuthAttest.Tests;

/// <summary>Tries a test's cases one after the other in one world, where a world of its own for each costs more than the case.</summary>
internal static class InTurn
{
    /// <summary>The message of one that fails begins with the case.</summary>
    public static async Task AllAsync<T>(IEnumerable<T> cases, Func<T, Task> test)
    {
        var tried = 0;
        foreach (var each in cases)
        {
            tried++;
            try
            {
                await test(each);
            }
            catch (XunitException failed)
            {
                throw new XunitException($"{each}: {failed.Message}", failed);
            }
        }
        if (tried == 0)
            throw new XunitException("There is no case.");
    }
}
