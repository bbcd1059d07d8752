using System.Globalization;
using Spectre.Console;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>What a scene promises, and what was seen of it.</summary>
internal sealed class Promises
{
    private readonly List<(string Promise, bool Holds, string Detail)> checks = [];
    private readonly List<(string Aim, TimeSpan Took, TimeSpan Limit)> paces = [];

    /// <summary>A scene without promises proves nothing.</summary>
    public bool AllHold => checks.Count > 0 && checks.TrueForAll(check => check.Holds);

    /// <summary>Those that do not hold.</summary>
    public IReadOnlyList<string> Broken => [.. checks.Where(check => !check.Holds).Select(check => $"{check.Promise}: {check.Detail}")];

    public void Add(string promise, bool holds, string detail) => checks.Add((promise, holds, detail));

    /// <summary>
    /// What should be done within a time by the machine's own clock. It is shown and breaks nothing: how fast a machine is that does
    /// other things besides is no matter of right or wrong.
    /// </summary>
    public void Measure(string aim, TimeSpan took, TimeSpan limit) => paces.Add((aim, took, limit));

    public void Write(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Invariants").AddColumns("", "Promise", "Seen");
        foreach (var (promise, holds, detail) in checks)
            table.AddRow(holds ? "[green]holds[/]" : "[red bold]BROKEN[/]", Markup.Escape(promise), Markup.Escape(detail));
        foreach (var (aim, took, limit) in paces)
        {
            table.AddRow(
                took < limit ? "[green]in time[/]" : "[yellow]slower[/]", Markup.Escape(aim),
                string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:F0} ms on this machine, now"));
        }

        console.Write(table);
    }
}
