using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Escalations;

/// <summary><c>GET /api/escalations</c>: newest first, <c>?after=&amp;take=&amp;state=&amp;source=&amp;since=</c>.</summary>
public sealed class ReadEscalations(EscalationReports reports)
{
    private const int DefaultTake = 50;

    [Function(nameof(ReadEscalations))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "escalations")] HttpRequestData request, CancellationToken cancellation) =>
        request.GuardAsync(() => AnswerAsync(request, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, CancellationToken cancellation)
    {
        var fields = new QueryFields(request, "after", "take", "state", "source", "since");
        var query = new EscalationQuery(
            State(fields),
            Source(fields),
            fields.Instant("since"),
            fields.Whole("after", 1, long.MaxValue),
            (int)(fields.Whole("take", 1, EscalationReports.MostTake) ?? DefaultTake)
        );
        return fields.Bad is { } bad
            ? await request.RefuseAsync(bad, cancellation)
            : await request.AnswerAsync(HttpStatusCode.OK, await reports.PageAsync(query, cancellation), cancellation);
    }

    private static EscalationState? State(QueryFields fields) => fields.Text("state") switch
    {
        null => null,
        "received" => EscalationState.Received,
        "exited" => EscalationState.Exited,
        "open" => EscalationState.Open,
        "acknowledged" => EscalationState.Acknowledged,
        "resolved" => EscalationState.Resolved,
        _ => fields.Fail<EscalationState?>("state", "must be received, exited, open, acknowledged or resolved"),
    };

    private static ConsentSource? Source(QueryFields fields)
    {
        if (fields.Text("source") is not { } text)
            return null;
        return ConsentSources.TryParse(text, out var source)
            ? source
            : fields.Fail<ConsentSource?>(
                "source",
                $"must be one of {string.Join(", ", Enum.GetValues<ConsentSource>().Select(known => known.Slug()))}"
            );
    }
}
