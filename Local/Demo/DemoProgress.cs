using OAuthAttest.Campaigns.Reporting;
using Spectre.Console;

namespace OAuthAttest.Local.Demo;

/// <summary>One line a virtual day, and on a terminal a line in between that shows the running day.</summary>
internal sealed class DemoProgress(IAnsiConsole console, TimeProvider clock, AnswerBook book) : IAsyncDisposable
{
    private DateOnly? shown;
    private bool hasLiveLine;

    public void Show(CampaignReport report)
    {
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (today != shown)
        {
            ClearLiveLine();
            console.MarkupLine(Line(report, now));
            shown = today;
        }
        else if (console.Profile.Capabilities.Ansi && console.Profile.Out.IsTerminal)
        {
            ClearLiveLine();
            console.Markup(Line(report, now));
            hasLiveLine = true;
        }
    }

    public ValueTask DisposeAsync()
    {
        ClearLiveLine();
        return ValueTask.CompletedTask;
    }

    private string Line(CampaignReport report, DateTimeOffset now)
    {
        var decided = report.Classes.Decided;
        var total = Math.Max(1, report.Population.Grants);
        var filled = (int)(decided * 24 / total);
        return $"[grey]{now:ddd dd MMM HH:mm}[/]  [green]{new string('━', filled)}[/][grey]{new string('╌', 24 - filled)}[/]  {decided,3}/{report.Population.Grants} decided"
            + $"  {report.Users.Complete,2} of {report.Users.Total} people done  {book.Clicks,4} clicks  [grey]{report.State}[/]";
    }

    private void ClearLiveLine()
    {
        if (hasLiveLine)
            console.Write(new ControlCode("\r\u001b[2K"));
        hasLiveLine = false;
    }
}
