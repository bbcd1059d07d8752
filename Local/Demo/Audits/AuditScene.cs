using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OAuthAttest.Functions.Http;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Local.Time;
using OAuthAttest.ScopeAudits;
using OAuthAttest.Slack.Messages;
using Spectre.Console;

namespace OAuthAttest.Local.Demo.Audits;

/// <summary>
/// The third scene: three accounts of AWS are audited, two of the deviations are taken back after a second person has approved it, and
/// confirmed by reading again; a third is approved and undone.
/// </summary>
internal sealed class AuditScene : IDisposable
{
    /// <summary>The other one of the two approvers: whoever asks does not approve.</summary>
    private const string Other = SampleFiles.SecondApprover;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly IAnsiConsole console;
    private readonly LocalHost host;
    private readonly DemoOutside outside;
    private readonly VirtualClock clock;
    private readonly VirtualTimeDriver driver;
    private readonly HttpClient http;
    private readonly Promises promises = new();

    public AuditScene(IAnsiConsole console, LocalHost host, DemoOutside outside, VirtualClock clock)
    {
        (this.console, this.host, this.outside, this.clock) = (console, host, outside, clock);
        driver = new VirtualTimeDriver(clock, host.WhenIdleAsync);
        http = new HttpClient { BaseAddress = host.BaseUri };
        http.DefaultRequestHeaders.Add("x-functions-key", host.Keys.Function);
    }

    private IReadOnlyList<SimulatedMessage> Channel => outside.Slack.Messages(DemoSettings.AuditChannel);

    private SimulatedAccount Production => outside.Aws.Account(SampleTrail.Accounts[0]);

    public async Task<Promises> PlayAsync(SampleTrail trail, CancellationToken cancellation)
    {
        console.WriteLine();
        console.Write(new Rule("Third scene: scopes and policies in AWS").LeftJustified());
        await driver.AdvanceAsync(TimeSpan.FromDays(1), cancellation);
        var records = trail.Fill(outside.Aws, clock.GetUtcNow());
        console.MarkupLineInterpolated(
            $"A day later. CloudTrail has {records} new records of three accounts, some of which nobody approved.");

        var audit = await AuditAsync(cancellation);
        ShowFindings(audit);
        Show("Slack, the channel for AWS", Text(Channel.First(message => message.Thread is null)));
        var deviations = audit.GetProperty("audit").GetProperty("deviations").GetInt64();
        promises.Add(
            "Every deviation of the sample is found, and nothing that is approved is among them",
            deviations == 10 && Channel.Count(message => message.Thread is null) == 1,
            $"{deviations} of {audit.GetProperty("audit").GetProperty("findings")} findings, told in one message and its thread");

        await TakeBackAsync(RemediationKind.DetachPolicy, "Support", cancellation);
        await TakeBackAsync(RemediationKind.RollBackClientScopes, SampleTrail.Client, cancellation);
        promises.Add(
            "What was approved is done, and nothing else",
            !Production.IsAttached("role", "Support", SampleTrail.Administrator)
                && !Production.Client(SampleTrail.Pool, SampleTrail.Client).Contains("maps/admin", StringComparison.Ordinal)
                && Production.Client(SampleTrail.Pool, SampleTrail.Client)
                    .Contains("\"RefreshTokenValidity\":30", StringComparison.Ordinal),
            string.Join(", ", outside.Aws.Changes.Select(change => change.Method)));

        await ConfirmAsync(cancellation);
        await UndoAsync(cancellation);
        ShowCertificate(audit);
        promises.Add(
            "Nothing was asked of AWS that it does not have", outside.Aws.Unexpected.Count == 0,
            $"{outside.Aws.Calls.Values.Sum()} calls, {outside.Aws.Unexpected.Count} unexpected");
        promises.Write(console);
        return promises;
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonElement> AuditAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/scope-audits")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(ActingCaller.KeyHeader, host.Keys.Acting);
        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("id").GetString();
        await driver.AdvanceAsync(Minute, cancellation);
        return await http.GetFromJsonAsync<JsonElement>(new Uri($"api/scope-audits/{id}", UriKind.Relative), cancellation);
    }

    /// <summary>One person asks for the dry run, another one approves it.</summary>
    private async Task TakeBackAsync(RemediationKind kind, string target, CancellationToken cancellation)
    {
        var plan = Channel.SelectMany(message => message.Buttons()).First(button =>
            button.ActionId == SlackActions.PlanRemediation + kind && Text(button.Message).Contains(target, StringComparison.Ordinal));
        await PressAsync(Other, plan, cancellation);
        var asked = Channel[^1];
        if (kind == RemediationKind.DetachPolicy)
            Show("Slack: the dry run", Text(asked));
        var approve = asked.Buttons().First(button => button.ActionId == SlackActions.ApproveRemediation);
        await PressAsync(Other, approve, cancellation);
        var refused = asked.Ephemerals[^1];
        await PressAsync(SampleFiles.LeadEmail, approve, cancellation);
        console.MarkupLineInterpolated($"{Other} asked, and may not approve it too: [yellow]{refused}[/]");
        console.MarkupLineInterpolated($"{SampleFiles.LeadEmail} approves: {Text(Channel[^1])}");
    }

    private async Task ConfirmAsync(CancellationToken cancellation)
    {
        // After the delivery lag the query runs again, and the state is read.
        await driver.AdvanceAsync(TimeSpan.FromMinutes(25), cancellation);
        var again = await AuditAsync(cancellation);
        await driver.AdvanceAsync(TimeSpan.FromMinutes(10), cancellation);
        var list = await http.GetFromJsonAsync<JsonElement>(new Uri("api/scope-remediations", UriKind.Relative), cancellation);
        var states = list.GetProperty("remediations").EnumerateArray().Select(each => each.GetProperty("state").GetString()).ToList();
        var clean = Channel.Where(message => message.Text.Contains("Clean:", StringComparison.Ordinal)).Select(Text);
        Show("Slack: confirmed", string.Join('\n', clean));
        promises.Add(
            "Clean is said after the state was read again and a complete audit found no such change since",
            states.Count == 2 && states.TrueForAll(state => state == "Clean")
                && again.GetProperty("audit").GetProperty("isComplete").GetBoolean(),
            string.Join(", ", states));
        promises.Add(
            "The app's own calls in CloudTrail are no deviations",
            again.GetProperty("audit").GetProperty("newDeviations").GetInt64() == 0,
            $"{again.GetProperty("audit").GetProperty("newDeviations")} new");
    }

    private async Task UndoAsync(CancellationToken cancellation)
    {
        var undo = Channel.SelectMany(message => message.Buttons()).Last(button => button.ActionId == SlackActions.UndoRemediation);
        await PressAsync(SampleFiles.LeadEmail, undo, cancellation);
        console.MarkupLineInterpolated($"{SampleFiles.LeadEmail} has the last one undone: {Text(Channel[^1])}");
        promises.Add(
            "What was done can be undone, to the state before",
            Production.Client(SampleTrail.Pool, SampleTrail.Client).Contains("maps/admin", StringComparison.Ordinal)
                || Production.IsAttached("role", "Support", SampleTrail.Administrator),
            Text(Channel[^1]));
    }

    private async Task PressAsync(string email, SimulatedButton button, CancellationToken cancellation)
    {
        var person = outside.Slack.Users.First(user => string.Equals(user.Email, email, StringComparison.OrdinalIgnoreCase));
        await outside.Slack.Person(person.Id).PressAsync(button, cancellation: cancellation);
        await driver.AdvanceAsync(Minute, cancellation);
    }

    private void ShowFindings(JsonElement audit)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Not approved").AddColumns("what", "changed", "by", "verdict", "why");
        foreach (var finding in audit.GetProperty("findings").EnumerateArray())
        {
            var verdict = finding.GetProperty("verdict").GetString()!;
            if (verdict is "Approved" or "Failed")
                continue;
            var change = finding.GetProperty("change");
            table.AddRow(
                Cell(change.GetProperty("eventName")), Cell(change, "target"), Cell(change.GetProperty("actor"), "principal"), verdict,
                Cell(finding.GetProperty("rule")));
        }
        console.Write(table);
    }

    private void ShowCertificate(JsonElement audit)
    {
        var certificate = audit.GetProperty("certificate");
        var asked = certificate.GetProperty("asked").EnumerateArray().ToList();
        var table = new Table().Border(TableBorder.Rounded).Title("The certificate: what CloudTrail was asked")
            .AddColumns("account", "Region", "questions", "pages", "records", "answered");
        foreach (var part in asked.GroupBy(each => (each.GetProperty("account").GetString()!, each.GetProperty("region").GetString()!)))
        {
            table.AddRow(
                part.Key.Item1, part.Key.Item2, $"{part.Count()}", $"{part.Sum(each => each.GetProperty("pages").GetInt32())}",
                $"{part.Sum(each => each.GetProperty("records").GetInt64())}",
                part.All(each => each.GetProperty("problem").ValueKind == JsonValueKind.Null) ? "[green]all[/]" : "[red]not all[/]");
        }
        console.Write(table);
        promises.Add(
            "The certificate has every question with its whole answer",
            asked.Count > 100 && certificate.GetProperty("errors").GetArrayLength() == 0,
            $"{asked.Count} questions, {certificate.GetProperty("errors").GetArrayLength()} errors");
    }

    private void Show(string header, string text) => console.Write(new Panel(Markup.Escape(text)).Header(header).Border(BoxBorder.Rounded));

    private static string Cell(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Cell(value) : "unknown";

    private static string Cell(JsonElement value) => Markup.Escape(value.GetString() ?? "");

    private static string Text(SimulatedMessage message)
    {
        var isNote = message.Blocks is "" or "[]";
        using var shown = JsonDocument.Parse(isNote
            ? $$"""{"text":{{JsonSerializer.Serialize(message.Text)}}}"""
            : $$"""{"blocks":{{message.Blocks}}}""");
        return SlackMessageText.Of(shown.RootElement);
    }
}
