using OAuthAttest.Aws.Access;
using OAuthAttest.Identity.Access;
using OAuthAttest.Outside;
using OAuthAttest.Text;

namespace OAuthAttest.Aws.Athena;

/// <summary>Asks one question to its end: starts the query, waits for it, and reads all pages of its result.</summary>
/// <param name="longest">A query that runs for longer is stopped.</param>
internal sealed class AthenaRunner(AthenaClient client, TimeSpan longest)
{
    /// <summary>So often a query is asked that Athena says may succeed when it is asked anew.</summary>
    public const int MostAttempts = 3;

    private const int LongestReason = 300;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Of a server, also where the app's clock is simulated.</summary>
    private static readonly TimeProvider Clock = TimeProvider.System;

    /// <param name="question">The query.</param>
    /// <param name="key">Of this audit and question; from it the tokens are derived.</param>
    /// <param name="take">Gets each row of each page.</param>
    /// <param name="cancellation">Stops the query.</param>
    public async Task<AthenaOutcome> AskAsync(
        AthenaQuestion question, string key, Action<IReadOnlyList<string?>> take, CancellationToken cancellation)
    {
        var outcome = new AthenaOutcome();
        try
        {
            if (await RunAsync(question, key, outcome, cancellation))
                await ReadAsync(question, outcome, take, cancellation);
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException or FormatException)
        {
            outcome.Tell(e.Message);
        }
        return outcome;
    }

    /// <summary>What is said of a query that gave no result.</summary>
    public static string ProblemOf(AthenaStatus status) =>
        $"the query {(status.State == AthenaState.Cancelled ? "was cancelled" : "failed")}: "
        + (UntrustedText.Display(status.Reason, LongestReason) ?? "Athena does not say why");

    private async Task<bool> RunAsync(AthenaQuestion question, string key, AthenaOutcome outcome, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            outcome.Id = await client.StartAsync(question, client.TokenOf(question, key, attempt), cancellation);
            var status = await WaitAsync(outcome.Id, outcome, cancellation);
            outcome.Scanned += status?.Scanned ?? 0;
            if (status?.State == AthenaState.Succeeded)
                return true;
            if (status is { State: AthenaState.Failed, IsRetryable: true } && attempt < MostAttempts)
                continue;
            outcome.Tell(status is null ? $"the query ran for longer than {longest} and was stopped" : ProblemOf(status));
            return false;
        }
    }

    /// <returns>Null: it took too long, and was stopped.</returns>
    private async Task<AthenaStatus?> WaitAsync(string id, AthenaOutcome outcome, CancellationToken cancellation)
    {
        var isLeft = true;
        try
        {
            var begin = Clock.GetTimestamp();
            for (var looks = 1; Clock.GetElapsedTime(begin) < longest; looks++)
            {
                var status = await client.StatusAsync(id, cancellation);
                if (status.IsOver)
                {
                    isLeft = false;
                    return status;
                }
                await Task.Delay(GrowingPause.Of(looks, ProviderAccess.DefaultFirstPause, LongestPause), cancellation);
            }
            return null;
        }
        finally
        {
            if (isLeft)
                outcome.Scanned += await AthenaStop.TryAsync(client, id, CancellationToken.None);
        }
    }

    private async Task ReadAsync(
        AthenaQuestion question, AthenaOutcome outcome, Action<IReadOnlyList<string?>> take, CancellationToken cancellation)
    {
        var walk = new AthenaWalk();
        string? token = null;
        do
        {
            var page = await client.PageAsync(question, outcome.Id!, token, cancellation);
            outcome.Pages++;
            outcome.Rows += page.Rows.Count;
            var problem = walk.Take(page);
            foreach (var row in page.Rows)
                take(row);
            if (problem is not null)
            {
                outcome.Tell(problem);
                return;
            }
            token = page.NextToken;
        }
        while (token is not null);
    }
}
