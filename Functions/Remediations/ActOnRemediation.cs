using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Http;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Acting;

namespace OAuthAttest.Functions.Remediations;

/// <summary>
/// <c>POST /api/scope-remediations</c>: asks for the dry run of one kind for one change. <c>POST /api/scope-remediations/{id}</c>: a named
/// approver approves or declines exactly that plan, or has what was done undone.
/// </summary>
public sealed class ActOnRemediation(
    RemediationRequests requests, RemediationDecisions decisions, RemediationStart start, ActingCaller caller)
{
    private const string DecidedBy = "decidedBy";

    [Function("RequestScopeRemediation")]
    public Task<HttpResponseData> RequestAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "scope-remediations")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AskAsync(request, client, cancellation));

    [Function("DecideScopeRemediation")]
    public Task<HttpResponseData> DecideAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "scope-remediations/{id}")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => ActAsync(request, id, client, cancellation));

    private async Task<HttpResponseData> AskAsync(HttpRequestData request, DurableTaskClient client, CancellationToken cancellation)
    {
        if (caller.Find(request) is not { } actor)
            return await request.RefuseAsync(caller.Refusal(), cancellation);
        var fields = await JsonFields.ReadAsync(request, ["change", "kind", "requestedBy"], cancellation);
        var (change, kind) = (Id(fields.Text("change")), Kind(fields));
        var by = Person(fields, "requestedBy", actor);
        if (fields.Bad is null && change is null)
            fields.Fail<string>("change", "must be the id of a change, as a text");
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        var requested = await requests.RequestAsync(new RequestRemediation(change!.Value, kind!.Value, by, actor), cancellation);
        if (requested.Outcome == RequestOutcome.UnknownChange)
            return await request.RefuseAsync(HttpStatusCode.NotFound, requested.Words, cancellation, "change");
        if (requested.Id is not { } id)
            return await request.RefuseAsync(HttpStatusCode.Conflict, requested.Words, cancellation);
        await start.KickSoonAsync(client, id, cancellation);
        return await request.AnswerAsync(
            HttpStatusCode.Accepted, new { id, outcome = requested.Outcome, requested.Words }, cancellation);
    }

    private async Task<HttpResponseData> ActAsync(
        HttpRequestData request, string id, DurableTaskClient client, CancellationToken cancellation)
    {
        if (caller.Find(request) is not { } actor)
            return await request.RefuseAsync(caller.Refusal(), cancellation);
        var fields = await JsonFields.ReadAsync(request, ["act", "digest", DecidedBy], cancellation);
        var act = Act(fields);
        var digest = fields.Text("digest") ?? "";
        var person = Person(fields, DecidedBy, actor);
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        if (Id(id) is not { } number)
            return await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such remediation.", cancellation, "id");
        var decided = await decisions.DecideAsync(
            new DecideRemediation(number, act!.Value, digest, SlackUserId: null, person, Actor: actor), cancellation);
        if (decided.Outcome == RemediationOutcome.Done)
            await start.KickSoonAsync(client, number, cancellation);
        return decided.Outcome switch
        {
            RemediationOutcome.Done => await request.AnswerAsync(
                HttpStatusCode.OK, new { id = number, state = decided.State, decided.Words }, cancellation),
            RemediationOutcome.Unknown => await request.RefuseAsync(HttpStatusCode.NotFound, decided.Words, cancellation, "id"),
            RemediationOutcome.NotAllowed or RemediationOutcome.SamePerson or RemediationOutcome.MadeTheChange =>
                await request.RefuseAsync(HttpStatusCode.Forbidden, decided.Words, cancellation, DecidedBy),
            _ => await request.RefuseAsync(HttpStatusCode.Conflict, decided.Words, cancellation),
        };
    }

    private static long? Id(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string? Person(JsonFields fields, string name, string actor)
    {
        var named = fields.Text(name);
        return fields.Bad is null ? DecidingPerson.Of(fields, name, named, actor) : null;
    }

    private static RemediationKind? Kind(JsonFields fields) =>
        Enum.TryParse<RemediationKind>(fields.Text("kind"), out var kind) && Enum.IsDefined(kind)
            ? kind
            : fields.Fail<RemediationKind?>("kind", $"must be one of {string.Join(", ", Enum.GetNames<RemediationKind>())}");

    private static RemediationAct? Act(JsonFields fields) => fields.Text("act") switch
    {
        "approve" => RemediationAct.Approve,
        "decline" => RemediationAct.Decline,
        "undo" => RemediationAct.Undo,
        _ => fields.Fail<RemediationAct?>("act", "must be approve, decline or undo"),
    };
}
