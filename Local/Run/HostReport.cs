using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Hosting.Management;
using Spectre.Console;

namespace OAuthAttest.Local.Run;

/// <summary>Tells a person where everything is.</summary>
internal static class HostReport
{
    public static void Write(IAnsiConsole console, LocalHost host)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Function", "Address", "Key");
        var catalog = host.Services.GetRequiredService<FunctionCatalog>();
        foreach (var (function, trigger) in catalog.With<HttpTriggerAttribute>())
        {
            var methods = trigger.Methods is { Length: > 0 } some ? string.Join(',', some).ToUpperInvariant() : "ANY";
            table.AddRow(
                Markup.Escape(function.Name),
                Markup.Escape($"{methods} {host.BaseUri}api/{trigger.Route ?? function.Name}"),
                trigger.AuthLevel == AuthorizationLevel.Anonymous ? "none" : trigger.AuthLevel.ToString());
        }

        console.Write(table);
        console.MarkupLineInterpolated($"Durable Functions' management API: [blue]{host.BaseUri}{ManagementApi.Root[1..]}/instances?code={host.Keys.System}[/]");
        console.MarkupLineInterpolated($"Function key: [blue]{host.Keys.Function}[/]   master key: [blue]{host.Keys.Master}[/]");
        if (host.NextWakeAt is { } next)
            console.MarkupLineInterpolated($"Next timer: {next:u}");
        console.MarkupLine("[green]Running.[/] Ctrl-C stops.");
    }
}
