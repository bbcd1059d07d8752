using System.CommandLine;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using Spectre.Console;

namespace OAuthAttest.Local.Verify;

/// <summary>Checks the audit log of a database, alone and against heads that were written down elsewhere.</summary>
internal static class VerifyVerb
{
    public static Command Create()
    {
        var database = new DatabaseArguments();
        var heads = new Option<string[]>("--head")
        {
            Description =
                "A head that stands elsewhere, <sequence>:<hash>, from a report in Slack or an event in Datadog. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        var container = new Option<string?>("--heads")
        {
            Description =
                "The address of the blob container in which the app keeps heads, with a slash at its end. Signs in by the SAS in "
                + "AZURE_STORAGE_SAS_TOKEN, or as you are signed in to Azure.",
        };
        var command = new Command(
            "verify",
            "Check that the audit log is whole. Ends with 0 whole, 3 tail cut, 4 rewritten, 5 broken."
        )
        {
            heads,
            container,
        };
        database.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var known = parsed.GetValue(heads)!.Select(Head).ToList();
            if (parsed.GetValue(container) is { } address)
                known.AddRange(await KeptAsync(address, cancellation));
            await using var opened = await database.OpenAsync(parsed, cancellation);
            await using var source = NpgsqlDataSource.Create(opened.ConnectionString);
            return await RunAsync(Terminal.Of(parsed).Screen, source, known, cancellation);
        });
        return command;
    }

    public static async Task<int> RunAsync(
        IAnsiConsole console,
        NpgsqlDataSource source,
        IReadOnlyCollection<ChainHead> known,
        CancellationToken cancellation
    )
    {
        var verdict = await new AuditVerification(source).VerifyAsync(known, cancellation);
        console.WriteLine(AuditTexts.Result(verdict));
        console.WriteLine(AuditTexts.Compared(known.Count));
        if (verdict.IsIntact)
            console.WriteLine($"Head: {verdict.Entries}:{verdict.Head}");
        return ExitCode(verdict.State);
    }

    // 1 and 2 are a failure and wrong configuration, as for every verb.
    private static int ExitCode(ChainState state) =>
        state switch
        {
            ChainState.Whole => 0,
            ChainState.TailCut => 3,
            ChainState.Rewritten => 4,
            ChainState.Broken => 5,
            _ => throw new InvalidOperationException($"No exit code stands for {state}."),
        };

    private static async Task<List<ChainHead>> KeptAsync(string text, CancellationToken cancellation)
    {
        // What Uri makes of a relative path is no address either.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
            throw new LocalConfigurationException($"--heads is '{text}': it must be an absolute URL that ends with a slash.");
        if (EvidenceOptions.ContainerProblem(address) is { } problem)
            throw new LocalConfigurationException($"--heads is '{text}': it must {problem}.");
        // Not an argument: those of a process can be read by others.
        var sas = Environment.GetEnvironmentVariable("AZURE_STORAGE_SAS_TOKEN") is { Length: > 0 } token ? token : null;
        try
        {
            return await HeadArchive.At(address, sas).ReadAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            throw new LocalConfigurationException($"--heads: {e.Message}");
        }
    }

    private static ChainHead Head(string text) =>
        ChainHead.TryParse(text, out var head) ? head : throw new LocalConfigurationException($"--head {AuditTexts.HeadFormat}: {text}");
}
