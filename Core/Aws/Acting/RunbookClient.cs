using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using OAuthAttest.Aws.Access;
using OAuthAttest.Identity.Access;
using OAuthAttest.Outside;
using Polly;

namespace OAuthAttest.Aws.Acting;

/// <param name="Instead">The address of a simulator; null: AWS itself.</param>
internal sealed record RunbookPlace(string Region, Uri? Instead, TimeSpan Timeout);

/// <summary>A runbook of Systems Manager, as it stands now.</summary>
/// <param name="Version">The default one, as a number.</param>
/// <param name="Hash">Of its text, by which a changed one is told.</param>
/// <param name="Required">The parameters without which it does not start.</param>
/// <param name="Known">All of its parameters.</param>
internal sealed record RunbookDocument(string Version, string Hash, IReadOnlyList<string> Required, IReadOnlyList<string> Known);

internal enum RunbookStanding
{
    AtWork = 1,
    Succeeded,
    Failed,
}

/// <summary>One run of a runbook.</summary>
/// <param name="Status">As AWS writes it.</param>
/// <param name="Outputs">All texts that it gave out; empty while it is at work.</param>
internal sealed record RunbookExecution(string Id, RunbookStanding Standing, string Status, string? Failure, IReadOnlyList<string> Outputs);

/// <param name="Tag">By which the execution is found again.</param>
/// <param name="Token">A UUID: AWS starts one execution for it.</param>
internal sealed record StartedRunbook(
    string Document, string Version, string Tag, Guid Token, IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters);

/// <summary>Runbooks of Systems Manager Automation, as far as remediation needs them.</summary>
/// <remarks>https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartAutomationExecution.html</remarks>
internal sealed class RunbookClient(RunbookPlace place, IAwsSession session, IHttpClientFactory clients) : IDisposable
{
    public const string Service = "ssm";

    private const string Name = "Systems Manager";
    private const int Retries = 3;
    private const int MostPages = 20;

    private readonly ResiliencePipeline reads =
        OutsideRetry.Reads(Retries, ProviderAccess.DefaultFirstPause, ProviderAccess.DefaultPatience);

    private AmazonSimpleSystemsManagementClient? made;

    /// <summary>The runbook's default version; null: there is none of this name that could be started.</summary>
    public async Task<RunbookDocument?> FindAsync(string document, CancellationToken cancellation)
    {
        DocumentDescription? found;
        try
        {
            var answer = await ReadAsync(
                (ssm, limit) => ssm.DescribeDocumentAsync(new DescribeDocumentRequest { Name = document }, limit), cancellation);
            found = answer.Document;
        }
        catch (AwsRejectedException e) when (e.Code == "InvalidDocument")
        {
            return null;
        }
        if (found is not { DocumentVersion.Length: > 0, Hash.Length: > 0, Status: { } status, DocumentType: { } type })
            throw new AwsUnavailableException($"{Name}: the answer to DescribeDocument is not as documented");
        if (type != DocumentType.Automation || status != DocumentStatus.Active)
            return null;
        var parameters = found.Parameters ?? [];
        return new RunbookDocument(
            found.DocumentVersion, found.Hash, [.. parameters.Where(each => each.DefaultValue is null).Select(each => each.Name)],
            [.. parameters.Select(each => each.Name)]);
    }

    /// <summary>The execution with a tag; null: none is listed, which may be so for some seconds after it was started.</summary>
    public async Task<RunbookExecution?> ExecutionAsync(string tag, CancellationToken cancellation)
    {
        string? token = null;
        for (var page = 0; page < MostPages; page++)
        {
            var from = token;
            var answer = await ReadAsync(
                (ssm, limit) => ssm.DescribeAutomationExecutionsAsync(
                    new DescribeAutomationExecutionsRequest
                    {
                        Filters = [new AutomationExecutionFilter { Key = AutomationExecutionFilterKey.TagKey, Values = [tag] }],
                        NextToken = from,
                    },
                    limit),
                cancellation);
            if (answer.AutomationExecutionMetadataList is not { } list)
                throw new AwsUnavailableException($"{Name}: the answer to DescribeAutomationExecutions is not as documented");
            if (list.FirstOrDefault()?.AutomationExecutionId is { Length: > 0 } id)
                return await GetAsync(id, cancellation);
            token = answer.NextToken;
            if (string.IsNullOrEmpty(token))
                return null;
        }
        throw new AwsUnavailableException($"{Name}: the list of executions does not end");
    }

    /// <summary>Starts it; with the same token AWS starts no second one.</summary>
    public async Task StartAsync(StartedRunbook start, CancellationToken cancellation)
    {
        try
        {
            await CallAsync(
                (ssm, limit) => ssm.StartAutomationExecutionAsync(
                    new StartAutomationExecutionRequest
                    {
                        DocumentName = start.Document,
                        DocumentVersion = start.Version,
                        ClientToken = start.Token.ToString("D"),
                        Parameters = start.Parameters.ToDictionary(
                            each => each.Key, each => each.Value.ToList(), StringComparer.Ordinal),
                        Tags = [new Tag { Key = start.Tag, Value = "OAuthAttest" }],
                    },
                    limit),
                cancellation);
        }
        catch (AwsRejectedException e) when (e.Code == "IdempotentParameterMismatch")
        {
            // AWS says of the token that it cannot be used again: the first call with it had its effect.
            throw new AwsUnavailableException($"{Name}: the execution was started before, and is not listed yet", inner: e);
        }
    }

    public void Dispose() => made?.Dispose();

    private async Task<RunbookExecution> GetAsync(string id, CancellationToken cancellation)
    {
        var answer = await ReadAsync(
            (ssm, limit) => ssm.GetAutomationExecutionAsync(
                new GetAutomationExecutionRequest { AutomationExecutionId = id }, limit),
            cancellation);
        if (answer.AutomationExecution is not { AutomationExecutionStatus: { } status } found || found.AutomationExecutionId != id)
            throw new AwsUnavailableException($"{Name}: the answer to GetAutomationExecution is not as documented");
        return new RunbookExecution(
            id, Standing(status), status.Value, found.FailureMessage, [.. (found.Outputs ?? []).Values.SelectMany(texts => texts)]);
    }

    private static RunbookStanding Standing(AutomationExecutionStatus status) => status.Value switch
    {
        "Success" or "CompletedWithSuccess" => RunbookStanding.Succeeded,
        "Failed" or "TimedOut" or "Cancelled" or "Rejected" or "CompletedWithFailure" or "Exited"
            or "ChangeCalendarOverrideRejected" => RunbookStanding.Failed,
        // What AWS may add later is not over before AWS says so.
        _ => RunbookStanding.AtWork,
    };

    private async Task<T> ReadAsync<T>(
        Func<AmazonSimpleSystemsManagementClient, CancellationToken, Task<T>> call, CancellationToken cancellation) =>
        await reads.ExecuteAsync(async token => await CallAsync(call, token), cancellation);

    private Task<T> CallAsync<T>(
        Func<AmazonSimpleSystemsManagementClient, CancellationToken, Task<T>> call, CancellationToken cancellation) =>
        SdkClients.CallAsync(Name, place.Timeout, async limit => await call(await ClientAsync(limit), limit), cancellation);

    /// <summary>A client lives for one turn, and the session's credentials for longer.</summary>
    private async Task<AmazonSimpleSystemsManagementClient> ClientAsync(CancellationToken cancellation)
    {
        AWSCredentials credentials = await session.GetAsync(cancellation);
        return made ??= new AmazonSimpleSystemsManagementClient(
            credentials,
            new AmazonSimpleSystemsManagementConfig().Configured(Service, place.Region, place.Instead, clients));
    }
}
