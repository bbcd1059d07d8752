using System.Net.Http.Json;
using System.Text.Json;
using OAuthAttest.Json;
using Spectre.Console;

namespace OAuthAttest.Local.Drill;

/// <summary>Starts a drill at an app, follows its report until it is over, and prints what each service took.</summary>
internal sealed class DrillRun(HttpClient http, IAnsiConsole console, TimeProvider clock)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>A drill ends by itself after five minutes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    /// <summary>What must have gone out; Datadog may not be configured.</summary>
    private static readonly string[] Needed = ["SlackSummary", "SlackDetails", "PagerDutyResolve"];

    /// <returns>Whether it was paged, posted, acknowledged and resolved, and nothing failed.</returns>
    public async Task<bool> RunAsync(string by, CancellationToken cancellation)
    {
        var key = await StartAsync(by, cancellation);
        console.MarkupLineInterpolated($"Drill [bold]{key}[/] is on its way. Acknowledge it in PagerDuty or in Slack; it ends within minutes.");
        var end = clock.GetUtcNow() + Longest;
        while (true)
        {
            await Task.Delay(BetweenLooks, clock, cancellation);
            var report = await GetAsync($"api/escalations/{key}", cancellation);
            var isOver = report.Text("state") == "Resolved" && !Effects(report).Any(effect => effect.State is "Pending" or "Sending");
            if (isOver || clock.GetUtcNow() > end)
                return Tell(report, isOver);
        }
    }

    private async Task<string> StartAsync(string by, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync("api/escalations/drill", new { requestedBy = by }, cancellation);
        return (await ReadAsync(answer, cancellation)).Text("id") ?? throw new InvalidOperationException("The app did not name the drill.");
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
        return await ReadAsync(answer, cancellation);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"The app answered {(int)answer.StatusCode}: {text}");
    }

    private bool Tell(JsonElement report, bool isOver)
    {
        var effects = Effects(report).ToList();
        var table = new Table().Border(TableBorder.Rounded).AddColumns("What", "State", "Attempts", "Newest error");
        foreach (var effect in effects)
            table.AddRow(Markup.Escape(effect.Kind), effect.State, effect.Attempts, Markup.Escape(effect.Error ?? ""));
        console.Write(table);
        var incident = report.GetProperty("incident");
        var (paged, taken) = (incident.Text("pagedAt"), incident.Text("acknowledgedAt"));
        console.WriteLine($"Paged           {paged ?? "NEVER"} ({incident.Text("pageRoute")})");
        console.WriteLine($"Acknowledged    {taken ?? "by nobody"} {incident.Text("acknowledgedBy")}");
        console.WriteLine($"Resolved        {incident.Text("resolvedAt") ?? "not yet"}");
        var isGood =
            isOver && paged is not null && taken is not null
            && Needed.All(kind => effects.Exists(effect => effect.Kind == kind && effect.State == "Done"))
            && !effects.Exists(effect => effect.State == "Failed");
        console.MarkupLine(isGood ? "[green]The whole chain works.[/]" : "[red]Not all of the chain works: see above.[/]");
        return isGood;
    }

    private static IEnumerable<DrillEffect> Effects(JsonElement report) =>
        report.GetProperty("effects").EnumerateArray().Select(effect => new DrillEffect(
            effect.Text("kind") ?? "", effect.Text("state") ?? "", effect.GetProperty("attempts").GetRawText(), effect.Text("lastError")));

    private sealed record DrillEffect(string Kind, string State, string Attempts, string? Error);
}
