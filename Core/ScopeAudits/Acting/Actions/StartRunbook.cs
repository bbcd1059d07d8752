using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OAuthAttest.Aws.Acting;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <inheritdoc cref="RemediationKind.StartRunbook"/>
/// <remarks>
/// An execution is found again by a tag of its own, before anything is started; a lost answer starts no second one, for AWS takes each
/// token once.
/// </remarks>
internal sealed partial class StartRunbook : IRemediationAction
{
    private const string Backup = "{backupKey}";
    private const string Contain = "AWSSupport-ContainIAMPrincipal";

    public RemediationKind Kind => RemediationKind.StartRunbook;

    public ActionNature Nature { get; } = new(IsDisruptive: true, CanBeUndone: true)
    {
        Still = "The runbook's execution ended well",
    };

    public IReadOnlyList<string> Permissions { get; } =
    [
        "ssm:AddTagsToResource", "ssm:DescribeAutomationExecutions", "ssm:DescribeDocument", "ssm:GetAutomationExecution",
        "ssm:StartAutomationExecution",
    ];

    public IReadOnlyList<string> UndoPermissions { get; } = [];

    public async Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation)
    {
        var settings = SettingsOf(one);
        if (await one.Clients.Runbooks.ExecutionAsync(TagOf(one, isUndo: false), cancellation) is { } execution)
        {
            return IsOver(execution)
                ? LiveState.AsWanted([], $"The runbook {settings.Name} ended well, by execution {execution.Id}.")
                : throw AtWork(execution);
        }
        var document = await DocumentAsync(one, settings.Name, cancellation);
        var parameters = ParametersOf(one, settings);
        Check(document, parameters);
        if (Text(parameters, "DryRun") == "true")
            throw new ActionImpossibleException("The settings have DryRun for this runbook: it would change nothing.");
        var facts = new JsonObject { ["runbook"] = settings.Name, ["version"] = document.Version, ["hash"] = document.Hash };
        return new LiveState(false, facts, [CallOf(settings.Name, document.Version, parameters)], Effects(settings.Name, parameters))
        {
            CanBeUndone = settings.Undo.Count > 0,
        };
    }

    public Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation)
    {
        var settings = SettingsOf(one);
        return StartAsync(
            one, settings.Name, now.Facts["version"]!.GetValue<string>(), ParametersOf(one, settings), isUndo: false, cancellation);
    }

    public async Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation)
    {
        var settings = SettingsOf(one);
        var first = await one.Clients.Runbooks.ExecutionAsync(TagOf(one, isUndo: false), cancellation)
            ?? throw new ActionImpossibleException("Systems Manager does not list the execution any more.");
        if (first.Standing == RunbookStanding.AtWork)
            throw AtWork(first);
        var document = await DocumentAsync(one, settings.Name, cancellation);
        var parameters = new SortedDictionary<string, IReadOnlyList<string>>(
            ParametersOf(one, settings).ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, value) in settings.Undo)
            parameters[name] = Values(one, OfTheFirst(value, first));
        Check(document, parameters);
        await StartAsync(one, settings.Name, document.Version, parameters, isUndo: true, cancellation);
    }

    public async Task<UndoStanding> StandingAsync(ActionCase one, JsonObject before, CancellationToken cancellation)
    {
        if (await one.Clients.Runbooks.ExecutionAsync(TagOf(one, isUndo: true), cancellation) is not { } execution)
            return UndoStanding.AsWeLeftIt;
        return IsOver(execution) ? UndoStanding.Undone : throw AtWork(execution);
    }

    /// <exception cref="ActionImpossibleException">It ended, and not well.</exception>
    private static bool IsOver(RunbookExecution execution) => execution.Standing switch
    {
        RunbookStanding.Succeeded => true,
        RunbookStanding.AtWork => false,
        _ => throw new ActionImpossibleException(
            $"The runbook's execution {execution.Id} ended as {execution.Status}{Why(execution)}. "
                + "What it did until then is for a person to look at."),
    };

    private static string Why(RunbookExecution execution) => execution.Failure is { Length: > 0 } why ? $": {why}" : "";

    private static ActionAtWorkException AtWork(RunbookExecution execution) =>
        new($"The runbook is at work: execution {execution.Id} is {execution.Status}");

    private static RunbookSettings SettingsOf(ActionCase one) =>
        one.Clients.Known.FirstOrDefault(each => each.Name == one.Text(RemediationParameters.Runbook))
        ?? throw new ActionImpossibleException("The settings do not name this runbook.");

    private static async Task<RunbookDocument> DocumentAsync(ActionCase one, string name, CancellationToken cancellation) =>
        await one.Clients.Runbooks.FindAsync(name, cancellation)
        ?? throw new ActionImpossibleException($"There is no runbook {name} in this Region that can be started.");

    private static Task StartAsync(
        ActionCase one,
        string name,
        string version,
        IReadOnlyDictionary<string, IReadOnlyList<string>> parameters,
        bool isUndo,
        CancellationToken cancellation
    )
    {
        var tag = TagOf(one, isUndo);
        var token = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(tag)).AsSpan(0, 16), bigEndian: true);
        return one.Clients.Runbooks.StartAsync(new StartedRunbook(name, version, tag, token, parameters), cancellation);
    }

    /// <summary>Of this remediation alone: another database may have one of the same number.</summary>
    private static string TagOf(ActionCase one, bool isUndo) => string.Create(
        CultureInfo.InvariantCulture,
        $"OAuthAttest-r{one.Id}-{one.PlannedAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}{(isUndo ? "-undo" : "")}");

    private static SortedDictionary<string, IReadOnlyList<string>> ParametersOf(ActionCase one, RunbookSettings settings)
    {
        var parameters = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, values) in one.Values.Where(each => each.Key != RemediationParameters.Runbook))
            parameters[name] = values;
        foreach (var (name, value) in settings.Parameters)
            parameters[name] = Values(one, value);
        return parameters;
    }

    private static IReadOnlyList<string> Values(ActionCase one, string value) =>
    [
        .. value.Replace("{account}", one.Clients.Account, StringComparison.Ordinal)
            .Replace("{region}", one.Clients.Region, StringComparison.Ordinal)
            .Replace("{partition}", one.Clients.Partition, StringComparison.Ordinal)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    ];

    private static string OfTheFirst(string value, RunbookExecution first) =>
        value.Replace("{execution}", first.Id, StringComparison.Ordinal) is var named && named.Contains(Backup, StringComparison.Ordinal)
            ? named.Replace(Backup, BackupKey(first), StringComparison.Ordinal)
            : named;

    /// <summary>
    /// As AWS' own runbooks name it:
    /// https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/awssupport-contain-iam-principal.html
    /// </summary>
    private static string BackupKey(RunbookExecution first)
    {
        var keys = first.Outputs.SelectMany(text => Key().Matches(text).Select(match => match.Value))
            .Where(key => key.EndsWith($"/{first.Id}.json", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        return keys is [var key]
            ? key
            : throw new ActionImpossibleException("The runbook's outputs do not name one backup: it has to be put back by hand.");
    }

    private static void Check(RunbookDocument document, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters)
    {
        if (parameters.Keys.FirstOrDefault(name => !document.Known.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw new ActionImpossibleException($"The runbook has no parameter {unknown}.");
        if (document.Required.FirstOrDefault(name => !parameters.ContainsKey(name)) is { } missing)
            throw new ActionImpossibleException($"The runbook needs the parameter {missing}.");
    }

    private static PlannedCall CallOf(
        string name, string version, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters)
    {
        var given = new JsonObject();
        foreach (var (key, values) in parameters)
            given[key] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
        return new PlannedCall(
            "ssm:StartAutomationExecution",
            new JsonObject { ["DocumentName"] = name, ["DocumentVersion"] = version, ["Parameters"] = given });
    }

    private static List<string> Effects(string name, IReadOnlyDictionary<string, IReadOnlyList<string>> parameters)
    {
        var principal = Text(parameters, "PrincipalName");
        var type = name == Contain && Text(parameters, "Action") == "Contain" ? Text(parameters, "PrincipalType") : null;
        var what = type switch
        {
            "IAM user" => $"The user {principal}: access keys are made inactive, the password of the console is taken, and a policy "
                + "refuses the sessions of before.",
            "IAM role" => $"The role {principal}: a policy refuses everything to sessions that began before, also to those at work.",
            _ => $"What changes stands in the runbook {name}: this app cannot tell.",
        };
        return [what, "Systems Manager carries it out, with the role that the call names; without one, with that of this app."];
    }

    private static string? Text(IReadOnlyDictionary<string, IReadOnlyList<string>> parameters, string name) =>
        parameters.GetValueOrDefault(name) is [var first, ..] ? first : null;

    [GeneratedRegex("[0-9]{4}(/[0-9]{2}){4}/[0-9a-f-]{36}\\.json", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();
}
