using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Http;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.Functions.ScopeAudits;

/// <summary>
/// <c>POST /api/scope-audits</c>: audits a window now. <c>{}</c> is everything of the usual window; <c>since</c> and <c>until</c> are its
/// ends, the others narrow what is asked and told.
/// </summary>
public sealed class StartScopeAudit(AuditStart start, ScopeAuditLauncher launcher, ActingCaller caller)
{
    private const int MostValues = 50;

    private static readonly string[] Known =
        ["since", "until", "mfa", "principal", "addresses", "accounts", "regions", "events", "failed"];

    [Function(nameof(StartScopeAudit))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "scope-audits")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, client, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, DurableTaskClient client, CancellationToken cancellation)
    {
        if (caller.Find(request) is not { } actor)
            return await request.RefuseAsync(caller.Refusal(), cancellation);
        var fields = await JsonFields.ReadAsync(request, Known, cancellation);
        var wish = new AuditWish(actor, Instant(fields, "since"), Instant(fields, "until"), FilterOf(fields));
        if (wish.Since >= wish.Until)
            fields.Fail<string>("since", "must be before until");
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        if (!start.IsConfigured)
        {
            return await request.RefuseAsync(
                HttpStatusCode.Conflict, "No account, bucket or table is configured: there is nothing to read.", cancellation);
        }
        AuditRun run;
        try
        {
            run = await start.BeginAsync(wish, cancellation);
        }
        catch (FormatException nothing)
        {
            return await request.RefuseAsync(HttpStatusCode.BadRequest, $"Nothing can be asked: {nothing.Message}.", cancellation);
        }
        await launcher.LaunchAsync(client, run, cancellation);
        var response = await request.AnswerAsync(
            HttpStatusCode.Accepted,
            new { id = run.Key, from = run.WindowFrom, until = run.WindowUntil, notAsked = run.Untold },
            cancellation
        );
        response.Headers.TryAddWithoutValidation("Location", $"/api/scope-audits/{run.Key}");
        return response;
    }

    private static DateTimeOffset? Instant(JsonFields fields, string name) => fields.Text(name) is not { } text
        ? null
        : FilterTexts.Instant(text)
            ?? fields.Fail<DateTimeOffset?>(name, "must be a time such as 2026-11-01T08:00:00Z, or a day such as 2026-11-01");

    private static AuditFilter FilterOf(JsonFields fields) => new()
    {
        Mfa = Parsed(fields, "mfa", FilterTexts.Statement, "must be of yes, no and not-recorded"),
        Principal = fields.Text("principal"),
        Addresses = Parsed(fields, "addresses", FilterTexts.Network, "must be addresses or networks, such as 203.0.113.0/24"),
        Accounts = fields.Texts("accounts", MostValues),
        Regions = fields.Texts("regions", MostValues),
        EventNames = fields.Texts("events", MostValues),
        HasError = fields.Flag("failed"),
    };

    private static List<T> Parsed<T>(JsonFields fields, string name, Func<string, T?> parse, string problem)
        where T : struct
    {
        var parsed = fields.Texts(name, MostValues).Select(parse).ToList();
        if (parsed.Exists(each => each is null))
            fields.Fail<T>(name, problem);
        return parsed.OfType<T>().ToList();
    }
}
