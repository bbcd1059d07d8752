using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Hosting.Management;
using Spectre.Console;

namespace OAuthAttest.Local.Run;

/// <summary>Prints the host's addresses, and where its keys stand.</summary>
internal static class HostReport
{
    /// <param name="keyFolder">Where the file with the keys is made.</param>
    public static void Write(IAnsiConsole console, LocalHost host, string keyFolder)
    {
        // Written without the console's word wrap: an address or a key that is broken over two lines cannot be copied.
        var plain = console.Profile.Out.Writer;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Function", "Address", "Key");
        var catalog = host.Services.GetRequiredService<FunctionCatalog>();
        foreach (var (function, trigger) in catalog.With<HttpTriggerAttribute>())
        {
            var methods = trigger.Methods is { Length: > 0 } some ? string.Join(',', some).ToUpperInvariant() : "ANY";
            table.AddRow(
                Markup.Escape(function.Name),
                Markup.Escape($"{methods} /api/{trigger.Route ?? function.Name}"),
                trigger.AuthLevel == AuthorizationLevel.Anonymous ? "none" : trigger.AuthLevel.ToString());
        }

        if (table.Rows.Count > 0)
            console.Write(table);
        plain.WriteLine($"Listening on    {host.BaseUri}");
        plain.WriteLine($"Management API  {host.BaseUri}{ManagementApi.Root[1..]}/instances");
        // Output is copied into logs and tickets: the keys are not part of it.
        plain.WriteLine($"Keys            {KeyFile.Write(keyFolder, host.BaseUri.Port, host.Keys)} (readable by you alone)");
        if (host.NextWakeAt is { } next)
            console.MarkupLineInterpolated($"Next timer: {next:u}");
        console.MarkupLine("[green]Running.[/] Ctrl-C stops.");
    }
}
