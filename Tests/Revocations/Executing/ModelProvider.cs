using OAuthAttest.Grants;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Tests.Revocations.Executing;

/// <summary>How the provider behaves at the next calls.</summary>
internal enum ProviderMood
{
    Fine = 0,
    Refuses,
    Fails,

    /// <summary>It does what it is asked, and the answer is lost.</summary>
    FailsAfterwards,

    /// <summary>The process ends before the call is made.</summary>
    DiesBefore,

    /// <summary>The process ends when the provider has done it.</summary>
    DiesAfterwards,

    /// <summary>It accepts and forgets to do it.</summary>
    Forgets,
}

internal sealed class ProcessDiedException() : Exception("The process ended here.");

/// <summary>
/// A provider as a model: what it really has, what its lists still show, and how it answers. It notes what was done to it without asking
/// whether it was right; the tests compare that with the rows.
/// </summary>
internal sealed class ModelProvider(TimeProvider clock) : IGrantRevoker
{
    /// <summary>The scope that narrowed grants lose.</summary>
    public const string Risky = "Mail.Read";

    private readonly Dictionary<string, DateTimeOffset> goneSince = new(StringComparer.Ordinal);

    private readonly Lock gate = new();
    private int failingCall;
    private ProviderMood failing;

    public ProviderName Provider => ProviderName.Entra;

    public bool IsConfigured { get; set; } = true;

    public bool CanNarrow => true;

    public ProviderMood Mood { get; set; }

    /// <summary>How long its lists show what is gone.</summary>
    public TimeSpan Lag { get; set; }

    public Restorability Restorability => Restorability.Here;

    /// <summary>The ids of the grants that it has, with their risky scope.</summary>
    public HashSet<string> Has { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of the grants that it has with their other scope: what is narrowed must not lose it.</summary>
    public HashSet<string> HasRest { get; } = new(StringComparer.Ordinal);

    /// <summary>Those whose app may do more than when its owner was asked.</summary>
    public HashSet<string> Grown { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs before each change, with the grant's id: whether it may be made.</summary>
    public Func<string, Task>? OnRevoke { get; set; }

    /// <summary>Runs after each read before a call, with the grant's id.</summary>
    public Func<string, Task>? OnRead { get; set; }

    /// <summary>It never tells what of it is there, however often it is asked.</summary>
    public bool RefusesReads { get; set; }

    public bool IsListed(string id)
    {
        lock (gate)
            return Has.Contains(id) || (goneSince.TryGetValue(id, out var since) && since + Lag > clock.GetUtcNow());
    }

    public void Give(string id)
    {
        Has.Add(id);
        HasRest.Add(id);
    }

    public void Remove(string id)
    {
        Take(id);
        HasRest.Remove(id);
    }

    private void Take(string id)
    {
        if (Has.Remove(id))
            goneSince[id] = clock.GetUtcNow();
    }

    public async Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation)
    {
        if (OnRevoke is { } check)
            await check(target.GrantId!);
        var removed = 0;
        Answer(() =>
        {
            removed = Has.Contains(target.GrantId!) ? 1 : 0;
            if (Mood == ProviderMood.Forgets)
                return;
            if (target.IsNarrowed)
                Take(target.GrantId!);
            else
                Remove(target.GrantId!);
        });
        return new RevocationAnswer(removed, clock.GetUtcNow().AddMinutes(90));
    }

    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation)
    {
        Answer(() => { });
        return RefusesReads
            ? throw new RevocationRejectedException("The provider does not know the account (HTTP 404)")
            : Task.FromResult(!IsListed(target.GrantId!));
    }

    public async Task<LiveGrants> ReadAsync(RevocationTarget target, IReadOnlyCollection<string> known, CancellationToken cancellation)
    {
        if (await IsGoneAsync(target, cancellation))
            return LiveGrants.None;
        if (OnRead is { } after)
            await after(target.GrantId!);
        using var entry = System.Text.Json.JsonDocument.Parse($$"""{"id":"{{target.GrantId}}"}""");
        IReadOnlyList<string> grown = Grown.Contains(target.GrantId!) && !known.Contains("Mail.Send") ? ["Mail.Send"] : [];
        return new LiveGrants(1, grown, [entry.RootElement.Clone()]);
    }

    public Task RestoreAsync(RestoreRecipe recipe, CancellationToken cancellation)
    {
        Answer(() => Give(recipe.GrantId));
        return Task.CompletedTask;
    }

    /// <summary>The n-th call from now on, and no other, goes wrong in this way.</summary>
    public void FailAt(int call, ProviderMood mood) => (failingCall, failing) = (call, mood);

    private void Answer(Action work)
    {
        lock (gate)
            Behave(work);
    }

    private void Behave(Action work)
    {
        if (failingCall > 0)
            Mood = --failingCall == 0 ? failing : ProviderMood.Fine;
        else if (failing != ProviderMood.Fine)
            (Mood, failing) = (ProviderMood.Fine, ProviderMood.Fine);
        switch (Mood)
        {
            case ProviderMood.Refuses:
                throw new RevocationRejectedException("The provider refused the call (HTTP 403)");
            case ProviderMood.Fails:
                throw new RevocationUnavailableException("The provider: HTTP 500");
            case ProviderMood.DiesBefore:
                throw new ProcessDiedException();
        }
        work();
        switch (Mood)
        {
            case ProviderMood.FailsAfterwards:
                throw new RevocationUnavailableException("The provider: no answer");
            case ProviderMood.DiesAfterwards:
                throw new ProcessDiedException();
        }
    }
}
