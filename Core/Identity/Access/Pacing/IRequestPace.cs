namespace OAuthAttest.Identity.Access.Pacing;

/// <summary>The rate of calls that is kept with one set of credentials at one provider.</summary>
internal interface IRequestPace
{
    /// <summary>Waits, in real time, for this call's turn.</summary>
    public Task WaitAsync(CancellationToken cancellation);

    /// <summary>The provider throttled a call: nobody calls before this time has passed.</summary>
    public Task HoldBackAsync(TimeSpan wait, CancellationToken cancellation);
}
