using System.Net;
using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Tests.Revocations.Executing.Calls;

/// <summary>
/// Counts the HTTP calls that are made for each grant, and lets the one go wrong that the test chose. What reaches the provider reaches
/// it over HTTP; only the way there and back is disturbed.
/// </summary>
internal sealed class FaultyCalls
{
    private readonly AsyncLocal<string?> current = new();
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Call, CallFault Fault)> chosen = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Runs before a call that changes something reaches the provider, with the grant's id.</summary>
    public Func<string, Task> OnChange { get; set; } = _ => Task.CompletedTask;

    /// <summary>The n-th call for this grant, counted from 1, goes wrong in this way.</summary>
    public void Choose(string grantId, int call, CallFault fault) => chosen[grantId] = (call, fault);

    public int CountOf(string grantId)
    {
        lock (gate)
            return counts.GetValueOrDefault(grantId);
    }

    public IGrantRevoker Around(IGrantRevoker revoker) => new Counted(this, revoker);

    public DelegatingHandler Handler() => new Disturbed(this);

    private CallFault Next(string grantId)
    {
        lock (gate)
        {
            var call = counts[grantId] = counts.GetValueOrDefault(grantId) + 1;
            var (at, fault) = chosen.GetValueOrDefault(grantId);
            return call == at ? fault : CallFault.None;
        }
    }

    private async Task<T> ForAsync<T>(RevocationTarget target, Func<Task<T>> call)
    {
        current.Value = target.GrantId;
        return await call();
    }

    private sealed class Disturbed(FaultyCalls calls) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var fault = calls.current.Value is { } grant ? calls.Next(grant) : CallFault.None;
            if (Before(fault) is { } answer)
                return answer;
            if (IsChange(request) && calls.current.Value is { } changed)
                await calls.OnChange(changed);
            return await AfterAsync(fault, await base.SendAsync(request, cancellationToken));
        }

        // Signing in is a POST too, at its own address.
        private static bool IsChange(HttpRequestMessage request) => request.Method != HttpMethod.Get
            && request.RequestUri!.AbsolutePath.EndsWith("/token", StringComparison.Ordinal) is false
            && request.RequestUri.AbsolutePath.EndsWith("/access_tokens", StringComparison.Ordinal) is false;

        private static HttpResponseMessage? Before(CallFault fault) => fault switch
        {
            CallFault.Refused => Json(HttpStatusCode.Forbidden, """{"error":{"code":"Authorization_RequestDenied"}}"""),
            CallFault.Throttled => Throttled(TimeSpan.FromSeconds(30)),
            CallFault.ThrottledWithoutDelay => Throttled(after: null),
            CallFault.ServerError => Json(HttpStatusCode.InternalServerError, """{"error":{"code":"internal"}}"""),
            CallFault.HtmlPage => new HttpResponseMessage(HttpStatusCode.BadGateway)
            {
                Content = new StringContent("<html><h1>Bad gateway</h1></html>", Encoding.UTF8, "text/html"),
            },
            CallFault.BrokenBefore => throw new HttpRequestException("broken"),
            CallFault.SilentBefore => throw Silence(),
            CallFault.DiesBefore => throw new ProcessDiedException(),
            _ => null,
        };

        private static Task<HttpResponseMessage> AfterAsync(CallFault fault, HttpResponseMessage answer)
        {
            switch (fault)
            {
                case CallFault.BrokenAfter:
                    throw new HttpRequestException("broken");
                case CallFault.SilentAfter:
                    throw Silence();
                case CallFault.DiesAfter:
                    throw new ProcessDiedException();
                case CallFault.ServerErrorAfter:
                    answer.Dispose();
                    return Task.FromResult(Json(HttpStatusCode.InternalServerError, """{"error":{"code":"internal"}}"""));
                default:
                    return Task.FromResult(answer);
            }
        }

        /// <summary>What an HTTP client throws when its time is over.</summary>
        private static TaskCanceledException Silence() => new("timed out", new TimeoutException());

        private static HttpResponseMessage Throttled(TimeSpan? after)
        {
            var answer = Json(HttpStatusCode.TooManyRequests, "{}");
            if (after is { } wait)
                answer.Headers.RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(wait);
            return answer;
        }

        private static HttpResponseMessage Json(HttpStatusCode status, string body) =>
            new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }

    private sealed class Counted(FaultyCalls calls, IGrantRevoker revoker) : IGrantRevoker
    {
        public ProviderName Provider => revoker.Provider;

        public bool IsConfigured => revoker.IsConfigured;

        public bool CanNarrow => revoker.CanNarrow;

        public Restorability Restorability => revoker.Restorability;

        public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
            calls.ForAsync(target, () => revoker.RevokeAsync(target, cancellation));

        public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) =>
            calls.ForAsync(target, () => revoker.IsGoneAsync(target, cancellation));

        public Task<LiveGrants> ReadAsync(
            RevocationTarget target, IReadOnlyCollection<string> known, CancellationToken cancellation) =>
            calls.ForAsync(target, () => revoker.ReadAsync(target, known, cancellation));

        public async Task RestoreAsync(RestoreRecipe recipe, CancellationToken cancellation)
        {
            calls.current.Value = recipe.GrantId;
            await revoker.RestoreAsync(recipe, cancellation);
        }
    }
}
