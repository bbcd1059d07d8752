using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using static System.Net.WebUtility;

namespace OAuthAttest.Local.Simulators.Datadog;

/// <summary>The simulated organisation as a page: its events and the points of its metrics.</summary>
internal sealed class DatadogPages(DatadogSimulator datadog)
{
    public void Map(WebApplication app) =>
        app.MapGet("/", http => SimulatorPage.WriteAsync(http, "Simulated Datadog", Events() + Points()));

    private string Events()
    {
        var page = new StringBuilder("<h2>Events</h2>");
        foreach (var told in datadog.Events.Reverse())
        {
            page.Append(
                    $"""<div class="message"><p class="meta">{told.At:u} · <span class="state">{HtmlEncode(told.Status)}</span></p>"""
                    + $"""<h2>{HtmlEncode(told.Title)}</h2>"""
                )
                .Append(SimulatorPage.Facts([("aggregation key", told.AggregationKey), ("tags", Tags(told.Attributes))]));
            if (told.Attributes.TryGetProperty("message", out var message))
                page.Append($"<p>{HtmlEncode(message.GetString())?.Replace("\n", "<br>", StringComparison.Ordinal)}</p>");
            page.Append("</div>");
        }
        return datadog.Events.Count == 0 ? "<h2>Events</h2><p>None.</p>" : page.ToString();
    }

    private string Points()
    {
        var page = new StringBuilder("<h2>Points</h2><table><tr><th>Metric<th>Value<th>When<th>Tags");
        foreach (var point in datadog.Points.Reverse())
        {
            page.Append(
                $"<tr><td>{HtmlEncode(point.Metric)}<td>{HtmlEncode(point.Value.ToString("0.###", CultureInfo.InvariantCulture))}"
                    + $"<td>{point.At:u}<td>{HtmlEncode(string.Join(", ", point.Tags))}"
            );
        }

        return page.Append("</table>").ToString();
    }

    private static string? Tags(JsonElement attributes) =>
        attributes.TryGetProperty("tags", out var tags) ? string.Join(", ", tags.EnumerateArray().Select(tag => tag.GetString())) : null;
}
