using System.CommandLine;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Hosting;

namespace OAuthAttest.Bench.Consents;

/// <summary>Which server is measured.</summary>
internal enum ServedKind
{
    /// <summary>An endpoint that does one insert and nothing else.</summary>
    Bare = 1,

    /// <summary>The product up to its response: the orchestration is started, but ends at once.</summary>
    Acceptance = 2,

    /// <summary>The complete product.</summary>
    Whole = 3,
}

/// <summary>The server process that <see cref="ServedProcess"/> starts.</summary>
internal static class ServedVerb
{
    public const string Name = "serve-consents";

    public static Command Command()
    {
        var kind = new Argument<ServedKind>("kind");
        var connection = new Argument<string>("connection");
        var command = new Command(Name, "Serves for the benchmark of consents, until its input ends.") { kind, connection };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(kind), parsed.GetValue(connection)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ServedKind kind, string connection, CancellationToken cancellation)
    {
        if (kind == ServedKind.Bare)
        {
            await using var bare = await BareEndpoint.StartAsync(connection, cancellation);
            await ServeAsync(bare.BaseUri, cancellation);
            return 0;
        }
        var options = new LocalHostOptions { ConnectionString = connection, Configuration = Settings.Read(null) };
        if (kind == ServedKind.Acceptance)
            options = options with { FunctionClasses = [typeof(ReceiveConsent), typeof(NothingBehind)] };
        await using var host = await LocalHost.StartAsync(options, cancellation);
        await ServeAsync(host.BaseUri, cancellation);
        return 0;
    }

    private static async Task ServeAsync(Uri address, CancellationToken cancellation)
    {
        await Console.Out.WriteLineAsync(address.AbsoluteUri);
        await Console.In.ReadToEndAsync(cancellation);
    }

    /// <summary>Replaces the escalation's orchestrator; ends at once.</summary>
    private static class NothingBehind
    {
        [Function(nameof(EscalationOrchestrator))]
        public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;
    }
}
