using System.Globalization;
using Spectre.Console;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>What a scene promises, and what was observed.</summary>
internal sealed class Promises
{
    private readonly List<(string Promise, bool Holds, string Detail)> checks = [];
    private readonly List<(string Aim, TimeSpan Took, TimeSpan Limit)> paces = [];

    /// <summary>False without any promise, since such a scene proves nothing.</summary>
    public bool AllHold => checks.Count > 0 && checks.TrueForAll(check => check.Holds);

    /// <summary>The promises that do not hold.</summary>
    public IReadOnlyList<string> Broken => [.. checks.Where(check => !check.Holds).Select(check => $"{check.Promise}: {check.Detail}")];

    public void Add(string promise, bool holds, string detail) => checks.Add((promise, holds, detail));

    /// <summary>
    /// Records a duration on the machine's clock and its limit. It is shown only: exceeding the limit breaks no promise, because it
    /// depends on what else the machine is doing.
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
