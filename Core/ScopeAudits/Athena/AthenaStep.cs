using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Athena;

namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>
/// The next step of one question: starts its query, looks at it, or reads some pages of its result. Whatever it does may be done twice: the
/// start has a token of the audit, the question and the attempt, and the rest are reads.
/// </summary>
/// <param name="key">Of the audit and the question.</param>
/// <param name="take">Gets each row.</param>
internal sealed class AthenaStep(
    AthenaClient client, AthenaQuestion question, string key, TimeSpan longest, Action<IReadOnlyList<string?>> take, TimeProvider clock)
{
    /// <summary>Some seconds' work: what is lost with a worker is little.</summary>
    private const int PagesAStep = 10;

    /// <summary>Half a million records.</summary>
    private const int MostPages = 10_000;

    /// <summary>So many steps in a row without a clear answer, each tried several times, give a question up.</summary>
    private const int MostFaults = 3;

    /// <summary>Of a digest: enough for so few pages.</summary>
    private const int KeptCharacters = 12;

    private const string Twice = "a page came twice";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Why there is no whole answer; null: nothing is wrong so far.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the question is done with.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Nothing can be done before; null: the next step can be.</summary>
    public DateTimeOffset? Again { get; private set; }

    public async Task<AthenaProgress> TakeAsync(AthenaProgress progress, CancellationToken cancellation)
    {
        try
        {
            var next = progress.ExecutionId is null ? await StartAsync(progress, cancellation)
                : progress.IsOver ? progress
                : await LookAsync(progress, cancellation);
            return next.IsOver && !IsDone ? await ReadAsync(next, cancellation) : next with { Faults = 0 };
        }
        catch (AwsUnavailableException) when (progress.Faults + 1 < MostFaults)
        {
            Again = clock.GetUtcNow() + LongestPause;
            return progress with { Faults = progress.Faults + 1 };
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException or FormatException)
        {
            return await GiveUpAsync(progress, e.Message, cancellation);
        }
    }

    private async Task<AthenaProgress> StartAsync(AthenaProgress progress, CancellationToken cancellation)
    {
        var id = await client.StartAsync(question, client.TokenOf(question, key, progress.Attempt), cancellation);
        var now = clock.GetUtcNow();
        Again = now + FirstPause;
        return progress with { ExecutionId = id, StartedAt = now };
    }

    private async Task<AthenaProgress> LookAsync(AthenaProgress progress, CancellationToken cancellation)
    {
        var status = await client.StatusAsync(progress.ExecutionId!, cancellation);
        var age = clock.GetUtcNow() - progress.StartedAt!.Value;
        if (!status.IsOver)
        {
            if (age >= longest)
            {
                await client.StopAsync(progress.ExecutionId!, cancellation);
                return await GiveUpAsync(progress, $"the query ran for longer than {longest} and was stopped", cancellation);
            }
            // As long again as it has run already.
            Again = clock.GetUtcNow() + Clamp(age, FirstPause, LongestPause);
            return progress;
        }
        var read = progress with { Scanned = progress.Scanned + (status.Scanned ?? 0) };
        if (status.State == AthenaState.Succeeded)
            return read with { IsOver = true };
        return status is { State: AthenaState.Failed, IsRetryable: true } && progress.Attempt < AthenaRunner.MostAttempts
            ? read with { Attempt = progress.Attempt + 1, ExecutionId = null, StartedAt = null }
            : GivenUp(read with { IsOver = true }, AthenaRunner.ProblemOf(status));
    }

    /// <summary>What was read is told, whatever comes of the page after it: that one is asked for by the next step again.</summary>
    private async Task<AthenaProgress> ReadAsync(AthenaProgress progress, CancellationToken cancellation)
    {
        var pages = new List<AthenaPage>();
        var next = progress with { Faults = 0 };
        string? problem = null;
        try
        {
            do
            {
                var page = await client.PageAsync(question, next.ExecutionId!, next.PageToken, cancellation);
                (problem, next) = Taken(next, page);
                if (problem != Twice)
                    pages.Add(page);
            }
            while (problem is null && next.PageToken is not null && pages.Count < PagesAStep);
        }
        catch (Exception e) when (pages.Count > 0 && e is AwsUnavailableException or AwsRejectedException)
        {
            Again = clock.GetUtcNow() + FirstPause;
        }
        foreach (var row in pages.SelectMany(page => page.Rows))
            take(row);
        if (problem is not null)
            return GivenUp(next, problem);
        IsDone = next.PageToken is null;
        return next;
    }

    private static (string? Problem, AthenaProgress Next) Taken(AthenaProgress before, AthenaPage page)
    {
        var start = AthenaWalk.DigestOf(page)[..KeptCharacters];
        var isRepeated = page.Rows.Count > 0 && before.Seen?.Contains(start, StringComparer.Ordinal) is true;
        var problem = isRepeated ? Twice
            : page.NextToken is { } token && (token == before.PageToken || before.Pages >= MostPages)
                ? $"its pages do not end, or are more than {MostPages}"
            : null;
        return (problem, before with
        {
            PageToken = page.NextToken,
            Seen = page.Rows.Count > 0 ? [.. before.Seen ?? [], start] : before.Seen,
            Pages = before.Pages + 1,
            Rows = before.Rows + page.Rows.Count,
        });
    }

    /// <summary>A query that may still run is stopped, and what it has cost is told.</summary>
    private async Task<AthenaProgress> GiveUpAsync(AthenaProgress progress, string problem, CancellationToken cancellation)
    {
        var isLeft = progress is { ExecutionId: not null, IsOver: false };
        var scanned = isLeft ? await AthenaStop.TryAsync(client, progress.ExecutionId!, cancellation) : 0;
        return GivenUp(progress with { Scanned = progress.Scanned + scanned }, problem);
    }

    private AthenaProgress GivenUp(AthenaProgress progress, string problem)
    {
        (IsDone, Problem) = (true, problem);
        return progress;
    }

    private static TimeSpan Clamp(TimeSpan pause, TimeSpan least, TimeSpan most) => pause < least ? least : pause > most ? most : pause;
}
