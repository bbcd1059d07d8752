using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Escalations.Outbox;
using Spectre.Console;

namespace OAuthAttest.Local.Drill;

/// <summary>Starts a drill at an app, follows its report until it is over, and prints what each service took.</summary>
internal sealed class DrillRun(HttpClient http, IAnsiConsole console, TimeProvider clock)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>A drill ends by itself after five minutes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    /// <summary>What must have been taken; Datadog may not be configured.</summary>
    private static readonly EffectKind[] Needed = [EffectKind.SlackSummary, EffectKind.SlackDetails, EffectKind.PagerDutyResolve];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <returns>Whether it was paged, posted, acknowledged and resolved, and nothing failed.</returns>
    public async Task<bool> RunAsync(string by, CancellationToken cancellation)
    {
        var key = await StartAsync(by, cancellation);
        console.WriteLine($"Drill {key} is on its way. Acknowledge it in PagerDuty or in Slack; it ends within minutes.");
        var end = clock.GetUtcNow() + Longest;
        while (true)
        {
            await Task.Delay(BetweenLooks, clock, cancellation);
            using var answer = await http.GetAsync(new Uri($"api/escalations/{key}", UriKind.Relative), cancellation);
            var report = await ReadAsync<EscalationReport>(answer, cancellation);
            var isOver = report.State == EscalationState.Resolved && report.Effects.All(effect => effect.NextAttemptAt is null);
            if (isOver || clock.GetUtcNow() > end)
                return Tell(report, isOver);
        }
    }

    private async Task<string> StartAsync(string by, CancellationToken cancellation)
    {
        // With its length, as the app asks: PostAsJsonAsync sends chunks.
        var body = JsonSerializer.SerializeToUtf8Bytes(new { requestedBy = by }, Json);
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await http.PostAsync(new Uri("api/escalations/drill", UriKind.Relative), content, cancellation);
        return (await ReadAsync<StartedDrill>(answer, cancellation)).Id;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<T>(text, Json) ?? throw new InvalidOperationException("The app answered nothing.")
            : throw new InvalidOperationException($"The app answered {(int)answer.StatusCode}: {text}");
    }

    private bool Tell(EscalationReport report, bool isOver)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("What", "State", "Attempts", "Newest error");
        foreach (var effect in report.Effects)
        {
            table.AddRow(
                effect.Kind.ToString(),
                effect.State.ToString(),
                effect.Attempts.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(effect.LastError ?? "")
            );
        }
        console.Write(table);
        var incident = report.Incident;
        console.WriteLine($"Paged           {When(incident?.PagedAt) ?? "NEVER"} ({incident?.PageRoute})");
        console.WriteLine($"Acknowledged    {When(incident?.AcknowledgedAt) ?? "by nobody"} {incident?.AcknowledgedBy}");
        console.WriteLine($"Resolved        {When(incident?.ResolvedAt) ?? "not yet"}");
        var isGood =
            isOver && incident is { PagedAt: not null, AcknowledgedAt: not null }
            && Needed.All(kind => report.Effects.Any(effect => effect.Kind == kind && effect.State == EffectState.Done))
            && report.Effects.All(effect => effect.State != EffectState.Failed);
        console.MarkupLine(isGood ? "[green]The whole chain works.[/]" : "[red]Not all of the chain works: see above.[/]");
        return isGood;
    }

    private static string? When(DateTimeOffset? at) => at?.ToString("u", CultureInfo.InvariantCulture);

    private sealed record StartedDrill(string Id);
}
