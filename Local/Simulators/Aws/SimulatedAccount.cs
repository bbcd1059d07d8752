using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>What there is in a simulated account, to be set up and looked at. Everything is guarded by one lock.</summary>
public sealed class SimulatedAccount
{
    internal Lock Gate { get; } = new();

    internal IamState Iam { get; set; } = new();

    /// <summary>What IAM still shows, and for how many reads: it is eventually consistent.</summary>
    internal (IamState State, int Reads)? Stale { get; set; }

    internal Dictionary<(string Pool, string Client), JsonObject> Clients { get; } = [];

    internal Dictionary<(string Pool, string User), int> SignOuts { get; } = [];

    internal Dictionary<string, SimulatedApplication> Applications { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, SimulatedRunbook> Runbooks { get; } = new(StringComparer.Ordinal);

    internal List<SimulatedExecution> Executions { get; } = [];

    /// <summary>A runbook that is started is at work for so many looks.</summary>
    public int RunbookLooks { get; set; }

    /// <summary>So many executions are not listed yet.</summary>
    public int UnlistedExecutions { get; set; }

    /// <summary>A token that comes again is refused, not answered.</summary>
    public bool TakesTokensOnce { get; set; }

    /// <summary>After each change IAM shows the state before it for so many reads.</summary>
    public int StaleReads { get; set; }

    /// <param name="entity">user, role or group.</param>
    public void AddEntity(string entity, string name, params IEnumerable<string> policyArns) =>
        With(() => Iam.Entities[(entity, name)] = new IamEntityState([.. policyArns], []));

    public void AddInline(string entity, string name, string policy, string text) =>
        With(() => Iam.Entities[(entity, name)].Inline[policy] = text);

    public void AddKey(string user, string keyId, bool isActive = true) => With(() => Iam.Keys[keyId] = (user, isActive));

    /// <summary>The next version of a policy, which is in force.</summary>
    public string AddVersion(string policyArn, string text) => With(() => Iam.AddVersion(policyArn, text, isDefault: true));

    public void AddClient(string pool, string client, string settings)
    {
        var all = (JsonObject)JsonNode.Parse(settings)!;
        (all["UserPoolId"], all["ClientId"]) = (pool, client);
        With(() => Clients[(pool, client)] = all);
    }

    public void AddUser(string pool, string user) => With(() => SignOuts[(pool, user)] = 0);

    public void AddApplication(string arn) => With(() => Applications[arn] = new SimulatedApplication());

    public void AddScope(string application, string scope, params string[] targets) =>
        With(() => Applications[application].Scopes[scope] = targets);

    public void AddGrant(string application, string grantType, string grant) =>
        With(() => Applications[application].Grants[grantType] = grant);

    public void Assign(string application, string principal, string type) =>
        With(() => Applications[application].Assigned.Add((principal, type)));

    public void AddRunbook(string name, SimulatedRunbook runbook) => With(() => Runbooks[name] = runbook);

    /// <summary>AWS' own runbook: makes the keys of a user inactive, and active again by the backup that it names.</summary>
    public void AddContainment() => AddRunbook("AWSSupport-ContainIAMPrincipal", new SimulatedRunbook(
        "12",
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AutomationAssumeRole"] = "",
            ["PrincipalType"] = null,
            ["PrincipalName"] = null,
            ["Action"] = null,
            ["DryRun"] = "true",
            ["ActivateDisabledKeys"] = "false",
            ["BackupS3BucketName"] = "",
            ["BackupS3KeyName"] = "",
            ["BackupS3BucketAccess"] = "[]",
            ["TagIdentifier"] = "",
        },
        Containment));

    /// <summary>All that were started, in order.</summary>
    public IReadOnlyList<SimulatedExecution> Runs => With(() => (IReadOnlyList<SimulatedExecution>)[.. Executions]);

    public bool IsAttached(string entity, string name, string policyArn) =>
        With(() => Iam.Entities[(entity, name)].Attached.Contains(policyArn));

    public string? Inline(string entity, string name, string policy) =>
        With(() => Iam.Entities[(entity, name)].Inline.GetValueOrDefault(policy));

    public bool IsActive(string keyId) => With(() => Iam.Keys[keyId].IsActive);

    /// <summary>The version in force and its text.</summary>
    public (string Id, string Text) InForce(string policyArn) => With(() =>
    {
        var version = Iam.Policies[policyArn].Single(each => each.IsDefault);
        return (version.Id, version.Text);
    });

    public string Client(string pool, string client) => With(() => Clients[(pool, client)].ToJsonString());

    public int TimesSignedOut(string pool, string user) => With(() => SignOuts[(pool, user)]);

    public bool HasScope(string application, string scope) => With(() => Applications[application].Scopes.ContainsKey(scope));

    public bool HasGrant(string application, string grantType) => With(() => Applications[application].Grants.ContainsKey(grantType));

    public bool IsAssigned(string application, string principal, string type) =>
        With(() => Applications[application].Assigned.Contains((principal, type)));

    /// <remarks>
    /// https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/awssupport-contain-iam-principal.html
    /// </remarks>
    private string Containment(SimulatedExecution execution)
    {
        var name = execution.Parameters["PrincipalName"][0];
        if (execution.Parameters["PrincipalType"][0] is not ("IAM user" or "IAM role"))
            throw new InvalidOperationException("The type of principal is none.");
        var isContained = execution.Parameters["Action"][0] == "Contain";
        var backup = $"2027/03/01/10/15/{execution.Id}.json";
        if (!isContained && !Executions.Exists(each => each.Status == "Success"
            && execution.Parameters["BackupS3KeyName"][0] == $"2027/03/01/10/15/{each.Id}.json"))
        {
            throw new InvalidOperationException("There is no such backup.");
        }
        var activates = execution.Parameters.GetValueOrDefault("ActivateDisabledKeys")?[0] == "true";
        if (execution.Parameters.GetValueOrDefault("DryRun")?[0] == "false")
        {
            foreach (var (key, of) in Iam.Keys.Where(each => each.Value.User == name).ToList())
                Iam.Keys[key] = (of.User, !isContained && (of.IsActive || activates));
        }
        return isContained ? $"Contained {name}. The backup is s3://backups/{backup}" : $"Restored {name}.";
    }

    private T With<T>(Func<T> act)
    {
        lock (Gate)
            return act();
    }

    private void With(Action act)
    {
        lock (Gate)
            act();
    }
}

internal sealed class SimulatedApplication
{
    public Dictionary<string, string[]> Scopes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Grants { get; } = new(StringComparer.Ordinal);

    public HashSet<(string Principal, string Type)> Assigned { get; } = [];
}

internal sealed record IamEntityState(List<string> Attached, Dictionary<string, string> Inline)
{
    public IamEntityState Copy() => new([.. Attached], new(Inline, StringComparer.Ordinal));
}

internal sealed record IamVersion(string Id, string Text, bool IsDefault, int Order);

internal sealed class IamState
{
    public Dictionary<(string Kind, string Name), IamEntityState> Entities { get; private init; } = [];

    public Dictionary<string, (string User, bool IsActive)> Keys { get; private init; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<IamVersion>> Policies { get; private init; } = new(StringComparer.Ordinal);

    public IamState Copy() => new()
    {
        Entities = Entities.ToDictionary(each => each.Key, each => each.Value.Copy()),
        Keys = new(Keys, StringComparer.Ordinal),
        Policies = Policies.ToDictionary(each => each.Key, each => each.Value.ToList(), StringComparer.Ordinal),
    };

    public string AddVersion(string policyArn, string text, bool isDefault)
    {
        if (!Policies.TryGetValue(policyArn, out var versions))
            Policies[policyArn] = versions = [];
        var order = versions.Count == 0 ? 1 : versions.Max(each => each.Order) + 1;
        if (isDefault)
            SetDefault(policyArn, null);
        versions.Add(new IamVersion($"v{order}", text, isDefault, order));
        return $"v{order}";
    }

    public void SetDefault(string policyArn, string? version)
    {
        var versions = Policies[policyArn];
        for (var i = 0; i < versions.Count; i++)
            versions[i] = versions[i] with { IsDefault = versions[i].Id == version };
    }
}
