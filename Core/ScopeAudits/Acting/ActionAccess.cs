using Microsoft.Extensions.Options;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Acting;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Revocations.HandingOver;
using OAuthAttest.ScopeAudits.Acting.Actions;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>Opens the accounts in which something is done, each remediation with a session of its own.</summary>
internal sealed class ActionAccess
{
    /// <summary>The Region of what is not done in AWS, where the record names none.</summary>
    private const string Nowhere = "none";

    private readonly ScopeAuditOptions options;
    private readonly RemediationOptions remediation;
    private readonly GrantHandOver grants;
    private readonly IOwnCredentials own;
    private readonly IHttpClientFactory clients;
    private readonly TimeProvider clock;

    public ActionAccess(
        IOptions<ScopeAuditOptions> options,
        IOptions<RemediationOptions> remediation,
        GrantHandOver grants,
        IOwnCredentials own,
        IHttpClientFactory clients,
        TimeProvider clock
    )
    {
        (this.options, this.remediation, this.grants) = (options.Value, remediation.Value, grants);
        (this.own, this.clients, this.clock) = (own, clients, clock);
    }

    /// <summary>Whether this can be done in this account.</summary>
    public bool IsOpen(RemediationKind kind, string? account) => !RemediationParameters.IsInAws(kind) || RoleOf(account) is not null;

    /// <summary>The Region where something is carried out: IAM has one for all.</summary>
    public string? RegionOf(FilledAction action, string? changed)
    {
        if (!RemediationParameters.IsInAws(action.Kind))
            return changed ?? Nowhere;
        var region = remediation.RunbookOf(action)?.Region ?? changed;
        return action.Kind is RemediationKind.DetachPolicy or RemediationKind.DeleteInlinePolicy or RemediationKind.DeactivateKey
            or RemediationKind.RollBackPolicyVersion or RemediationKind.DenySessions
            ? AwsRegions.HomeOf(options.Partition ?? AwsRegions.Commercial)
            : region is not null && AwsRegions.IsOne(region) && AwsRegions.PartitionOf(region) == options.Partition ? region
            : null;
    }

    /// <exception cref="ActionImpossibleException">The account is not configured any more.</exception>
    public OpenedAccount Open(Remediation row)
    {
        var account = options.Accounts.FirstOrDefault(each => each.Id == row.Account);
        var role = account?.ActRoleArn;
        if (role is null && RemediationParameters.IsInAws(row.Kind))
            throw new ActionImpossibleException("No role is set with which something may be done in this account.");
        var partition = options.Partition ?? AwsRegions.Commercial;
        var home = AwsRegions.HomeOf(partition);
        var settings = new StsSettings(home, options.BaseUrl, options.RequestTimeout, row.Session);
        var session = new AwsSession(new AwsAccount(row.Account, role, account?.ExternalId), settings, own, clients, clock);
        // One address for all Regions of a partition, which signs for its home.
        var iam = options.BaseUrl ?? new Uri(partition switch
        {
            "aws-us-gov" => "https://iam.us-gov.amazonaws.com/",
            "aws-cn" => "https://iam.cn-north-1.amazonaws.com.cn/",
            _ => "https://iam.amazonaws.com/",
        });
        AwsApi Api(string service, string region, Uri? address = null) => new(
            clients,
            new AwsTarget(
                service, region, address ?? AwsRegions.Address(service, region, options.BaseUrl), options.RequestTimeout, session,
                NoPace.Instance),
            clock);
        return new OpenedAccount(session, new ActionClients
        {
            Account = row.Account,
            Region = row.Region,
            Partition = partition,
            Iam = new IamClient(Api(IamClient.Service, home, iam)),
            Cognito = new CognitoClient(Api(CognitoClient.Service, row.Region)),
            IdentityCenter = new IdentityCenterClient(Api(IdentityCenterClient.Service, row.Region)),
            Runbooks = new RunbookClient(new RunbookPlace(row.Region, options.BaseUrl, options.RequestTimeout), session, clients),
            Known = remediation.Runbooks,
            Grants = grants,
            Clock = clock,
        });
    }

    private string? RoleOf(string? account) => options.Accounts.FirstOrDefault(each => each.Id == account)?.ActRoleArn;

    /// <summary>A remediation makes a handful of calls: no rate has to be kept.</summary>
    private sealed class NoPace : IRequestPace
    {
        public static NoPace Instance { get; } = new();

        public Task WaitAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task HoldBackAsync(TimeSpan wait, CancellationToken cancellation) => Task.CompletedTask;
    }
}

/// <summary>An account for one turn.</summary>
internal sealed class OpenedAccount(AwsSession session, ActionClients clients) : IDisposable
{
    public ActionClients Clients { get; } = clients;

    public void Dispose()
    {
        Clients.Runbooks.Dispose();
        session.Dispose();
    }
}
