using OAuthAttest.Campaigns.Monitoring;
using Spectre.Console;

namespace OAuthAttest.Local.Demo;

/// <summary>Prints one line per virtual day, and on a terminal a status line for the current day.</summary>
internal sealed class DemoProgress(IAnsiConsole console, TimeProvider clock, AnswerBook book) : IAsyncDisposable
{
    private DateOnly? shown;
    private bool hasLiveLine;

    /// <param name="count">Called only when there is a line to print.</param>
    public async Task ShowAsync(Func<Task<CampaignCounts>> count)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (today != shown)
        {
            var line = Line(await count(), now);
            ClearLiveLine();
            console.MarkupLine(line);
            shown = today;
        }
        else if (console.Profile.Capabilities.Ansi && console.Profile.Out.IsTerminal)
        {
            var line = Line(await count(), now);
            ClearLiveLine();
            console.Markup(line);
            hasLiveLine = true;
        }
    }

    public ValueTask DisposeAsync()
    {
        ClearLiveLine();
        return ValueTask.CompletedTask;
    }

    private string Line(CampaignCounts counts, DateTimeOffset now)
    {
        var total = Math.Max(1, counts.Grants);
        var filled = (int)(counts.Answered * 24 / total);
        return $"[grey]{now:ddd dd MMM HH:mm}[/]  [green]{new string('━', filled)}[/][grey]{new string('╌', 24 - filled)}[/]  "
            + $"{counts.Answered,3}/{counts.Grants} answered"
            + $"  {counts.Complete,2} of {counts.People} people done  {book.Clicks,4} clicks  [grey]{counts.State}[/]";
    }

    private void ClearLiveLine()
    {
        if (hasLiveLine)
            console.Write(new ControlCode("\r\u001b[2K"));
        hasLiveLine = false;
    }
}
