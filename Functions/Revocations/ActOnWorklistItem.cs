using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Revocations;

/// <summary>
/// <c>POST /api/worklist/{id}/restore</c>, <c>/again</c> and <c>/stand</c>: a named person puts one removed grant back, has one removed
/// again that failed, grew or came back, or lets it stand. The id is the campaign's key and the grant's id: <c>2026Q4-1204</c>.
/// </summary>
public sealed class ActOnWorklistItem(
    WorklistItemDecisions decisions, RevocationStart start, ActingCaller caller, TimeProvider clock)
{
    private const string DecidedBy = "decidedBy";

    [Function("RestoreWorklistItem")]
    public Task<HttpResponseData> RestoreAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "worklist/{id}/restore")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => ActAsync(request, id, ItemAct.Restore, client, cancellation));

    [Function("RemoveWorklistItemAgain")]
    public Task<HttpResponseData> AgainAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "worklist/{id}/again")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => ActAsync(request, id, ItemAct.Again, client, cancellation));

    [Function("LetWorklistItemStand")]
    public Task<HttpResponseData> StandAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "worklist/{id}/stand")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => ActAsync(request, id, ItemAct.Stand, client, cancellation));

    private async Task<HttpResponseData> ActAsync(
        HttpRequestData request, string id, ItemAct act, DurableTaskClient client, CancellationToken cancellation)
    {
        if (caller.Find(request) is not { } actor)
            return await request.RefuseAsync(caller.Refusal(), cancellation);
        var fields = await JsonFields.ReadAsync(request, [DecidedBy], cancellation);
        var person = fields.Text(DecidedBy, WorklistApproval.LongestAddress);
        if (fields.Bad is null)
            person = DecidingPerson.Of(fields, DecidedBy, person, actor);
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        if (!WorklistItemId.TryParse(id, out var item))
            return await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such item.", cancellation, "id");
        var decided = await decisions.DecideAsync(
            new DecideItem(item.Campaign, item.GrantId, act, SlackUserId: null, person, clock.GetUtcNow(), Actor: actor), cancellation);
        if (decided.Outcome is ItemOutcome.Done or ItemOutcome.NeedsConsent)
            await start.KickSoonAsync(client, item.ToString(), cancellation);
        return decided.Outcome switch
        {
            ItemOutcome.Done or ItemOutcome.NeedsConsent or ItemOutcome.Impossible => await request.AnswerAsync(
                HttpStatusCode.OK,
                new { id = item.ToString(), outcome = decided.Outcome, state = decided.State, decided.Words, decided.Page },
                cancellation),
            ItemOutcome.UnknownItem => await request.RefuseAsync(HttpStatusCode.NotFound, decided.Words, cancellation, "id"),
            ItemOutcome.NotAllowed => await request.RefuseAsync(HttpStatusCode.Forbidden, decided.Words, cancellation, DecidedBy),
            _ => await request.RefuseAsync(HttpStatusCode.Conflict, decided.Words, cancellation),
        };
    }
}
