using Spectre.Console;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>What a scene promises, and what was seen of it.</summary>
internal sealed class Promises
{
    private readonly List<(string Promise, bool Holds, string Detail)> checks = [];

    /// <summary>A scene without promises proves nothing.</summary>
    public bool AllHold => checks.Count > 0 && checks.TrueForAll(check => check.Holds);

    /// <summary>Those that do not hold.</summary>
    public IReadOnlyList<string> Broken => [.. checks.Where(check => !check.Holds).Select(check => $"{check.Promise}: {check.Detail}")];

    public void Add(string promise, bool holds, string detail) => checks.Add((promise, holds, detail));

    public void Write(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Invariants").AddColumns("", "Promise", "Seen");
        foreach (var (promise, holds, detail) in checks)
            table.AddRow(holds ? "[green]holds[/]" : "[red bold]BROKEN[/]", Markup.Escape(promise), Markup.Escape(detail));
        console.Write(table);
    }
}
