using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Catalog;

namespace OAuthAttest.Tests.Functions;

/// <summary>Every HTTP function, with a path that matches its route.</summary>
internal static class HttpRoutes
{
    public static IReadOnlyList<(string Method, string Path)> All { get; } =
    [
        .. from entry in FunctionCatalog.Read(new LocalHostOptions().FunctionClasses).With<HttpTriggerAttribute>()
        from method in entry.Trigger.Methods!
        let path = Regex.Replace(
            entry.Trigger.Route!.Replace("{source}", "standard", StringComparison.Ordinal),
            @"\{[^}]*\}",
            FlowWorld.Key.ToString(),
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        )
        orderby path, method
        select (method.ToUpperInvariant(), path),
    ];
}
