using OAuthAttest.Outside;

namespace OAuthAttest.Identity.Access;

/// <summary>
/// Keeps the answers to the calls of a reading that is longer than a worker may run: it goes on in another worker, which gets the answers
/// of the first one again and calls only for what is missing.
/// </summary>
internal interface IAnswerKeeper
{
    /// <returns>Null: not kept, it must be called for.</returns>
    public ValueTask<OutsideAnswer?> FindAsync(Uri address, CancellationToken cancellation);

    /// <summary>Keeps a clear answer: a page, or a refusal that would be repeated. Never an outage.</summary>
    public ValueTask KeepAsync(Uri address, OutsideAnswer answer, CancellationToken cancellation);
}

/// <summary>
/// The keeper of the reading that this flow of calls belongs to, whatever reader makes them. It flows with the calls, as an activity's
/// trace does, so that readers need not know whether they are continued.
/// </summary>
internal static class KeptAnswers
{
    private static readonly AsyncLocal<IAnswerKeeper?> Flowing = new();

    /// <summary>Null: every call is made.</summary>
    public static IAnswerKeeper? Current => Flowing.Value;

    /// <summary>Makes every call of a piece of work, whatever is kept: it asks what is so now.</summary>
    public static Task<T> PassAsync<T>(Func<Task<T>> work) => UseAsync(null, work);

    /// <summary>For all calls from here on in this flow, until it returns.</summary>
    public static async Task<T> UseAsync<T>(IAnswerKeeper? keeper, Func<Task<T>> reading)
    {
        var before = Flowing.Value;
        Flowing.Value = keeper;
        try
        {
            return await reading();
        }
        finally
        {
            Flowing.Value = before;
        }
    }
}
