using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// <c>POST /api/campaigns/{id}/worklist/approve</c>, <c>/reject</c> and <c>/resend</c>: what the buttons in Slack do, for a lead whose
/// message is lost. The decision counts for the list with the digest that the body names, and for a person who may decide on it.
/// </summary>
public sealed class DecideOnWorklist(
    CampaignStatusReader reader, WorklistApproval approval, LeadMessages lead, ActingCaller caller, AfterCommit after, TimeProvider clock)
{
    private const string Digest = "digest";
    private const string DecidedBy = "decidedBy";

    [Function("ApproveWorklist")]
    public Task<HttpResponseData> ApproveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "campaigns/{id}/worklist/approve")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => DecideAsync(request, id, approve: true, client, cancellation));

    [Function("RejectWorklist")]
    public Task<HttpResponseData> RejectAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "campaigns/{id}/worklist/reject")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => DecideAsync(request, id, approve: false, client, cancellation));

    /// <summary>Posts the report with its buttons to the lead's channel again.</summary>
    [Function("ResendWorklist")]
    public Task<HttpResponseData> ResendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "campaigns/{id}/worklist/resend")] HttpRequestData request,
        string id,
        CancellationToken cancellation
    ) => request.GuardAsync(() => SendAgainAsync(request, id, cancellation));

    private async Task<HttpResponseData> DecideAsync(
        HttpRequestData request,
        string id,
        bool approve,
        DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        if (caller.Find(request) is not { } actor)
            return await request.RefuseAsync(caller.Refusal(), cancellation);
        var fields = await JsonFields.ReadAsync(request, [Digest, DecidedBy], cancellation);
        var (digest, person) = (fields.Text(Digest), fields.Text(DecidedBy, WorklistApproval.LongestAddress));
        if (fields.Bad is null && digest is null)
            fields.Fail<string>(Digest, "must be the digest of the list that is decided on");
        if (fields.Bad is null)
            person = DecidingPerson.Of(fields, DecidedBy, person, actor);
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        if (!CampaignKey.TryParse(id, out var key))
            return await NotFoundAsync(request, cancellation);

        var decided = await approval.DecideAsync(
            new DecideWorklist(key, digest!, approve, SlackUserId: null, person, clock.GetUtcNow(), Actor: actor),
            cancellation
        );
        if (decided.Outcome is WorklistDecision.Approved or WorklistDecision.Rejected)
            await after.WakeAsync(client, key.InstanceId, cancellation);
        return await AnswerAsync(request, key, decided, cancellation);
    }

    private static Task<HttpResponseData> AnswerAsync(
        HttpRequestData request,
        CampaignKey key,
        DecidedWorklist decided,
        CancellationToken cancellation
    ) =>
        decided.Outcome switch
        {
            WorklistDecision.Approved or WorklistDecision.Rejected => request.AnswerAsync(
                HttpStatusCode.OK,
                new { campaign = key, worklist = decided.State, decidedBy = decided.DecidedBy },
                cancellation
            ),
            WorklistDecision.UnknownCampaign => NotFoundAsync(request, cancellation),
            WorklistDecision.NotAllowed => request.RefuseAsync(
                HttpStatusCode.Forbidden,
                "Only the lead and the approvers of this campaign may decide. Nothing was changed.",
                cancellation,
                DecidedBy
            ),
            WorklistDecision.WrongList => request.RefuseAsync(
                HttpStatusCode.Conflict,
                "The campaign's list has another digest: read it again. Nothing was changed.",
                cancellation,
                Digest
            ),
            WorklistDecision.AlreadyDecided => request.RefuseAsync(
                HttpStatusCode.Conflict,
                $"The list is {decided.State} already, by {decided.DecidedBy}. Nothing was changed.",
                cancellation
            ),
            _ => request.RefuseAsync(
                HttpStatusCode.Conflict,
                $"No list of this campaign waits for a decision: it is {decided.State}. Nothing was changed.",
                cancellation
            ),
        };

    private async Task<HttpResponseData> SendAgainAsync(HttpRequestData request, string id, CancellationToken cancellation)
    {
        if (caller.Find(request) is null)
            return await request.RefuseAsync(caller.Refusal(), cancellation);
        var fields = await JsonFields.ReadAsync(request, [], cancellation);
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        if (!CampaignKey.TryParse(id, out var key) || await reader.FindAsync(key, cancellation) is not { } status)
            return await NotFoundAsync(request, cancellation);
        if (status.Worklist != WorklistState.Held)
        {
            return await request.RefuseAsync(
                HttpStatusCode.Conflict,
                $"No list of this campaign waits for a decision: it is {status.Worklist}.",
                cancellation
            );
        }
        var sent = await lead.SendAsync(new SendReport(key, $"held-{clock.GetUtcNow():yyyyMMdd'T'HHmmss}"), cancellation);
        return sent.Problem is { } problem
            ? await request.RefuseAsync(HttpStatusCode.BadGateway, $"The message did not reach the lead's channel: {problem}", cancellation)
            : await request.AnswerAsync(HttpStatusCode.OK, new { campaign = key, sent = true }, cancellation);
    }

    private static Task<HttpResponseData> NotFoundAsync(HttpRequestData request, CancellationToken cancellation) =>
        request.RefuseAsync(HttpStatusCode.NotFound, "There is no such campaign.", cancellation, "id");
}
